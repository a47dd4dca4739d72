import { describe, expect, it } from "vitest";
import type { Completion, SamplingParameters } from "@/lib/contracts/sampling";
import { Rng } from "@/lib/rng";
import { openModelDirectory } from "@/lm/checkpoint/open-model-directory";
import { computeLogprobs } from "@/lm/inference/compute-logprobs";
import { Generator, type GeneratorOptions } from "@/lm/inference/generator";
import { generatorModelOf } from "@/lm/inference/generator-model";
import type { GenerationRequest } from "@/lm/inference/sequence";
import { removeTinyModelsAfterwards, tinyModel } from "@/tests/numerics/inference/tiny-model";
import { makeTinyModel } from "@/tests/support/make-tiny-model";
import type { TinyVariant } from "@/tests/support/tiny-variants";

const root = removeTinyModelsAfterwards();

const SAMPLED: SamplingParameters = {
  temperature: 1,
  topK: 0,
  topP: 1,
  maxNewTokens: 24,
  stop: [],
  seed: 0,
};

/** Prompts of 1 to 90 tokens: some need the cache to grow while others are under way. */
const PROMPTS = [3, 40, 1, 17, 90, 8].map((length, index) =>
  Array.from({ length }, (_, t) => 3 + ((7 * t + 13 * index) % 200)),
);

function request(prompt: number, over: Partial<GenerationRequest> = {}): GenerationRequest {
  return {
    promptTokenIds: PROMPTS[prompt] as number[],
    parameters: SAMPLED,
    seed: 100 + prompt,
    endTokenIds: [],
    ...over,
  };
}

async function withGenerator<R>(
  variant: TinyVariant,
  run: (generator: Generator) => Promise<R>,
  options: GeneratorOptions = {},
): Promise<R> {
  const generator = await Generator.load(await tinyModel(variant), { threads: 1, ...options });
  try {
    return await run(generator);
  } finally {
    await generator.dispose();
  }
}

function expectSame(found: Completion, expected: Completion): void {
  expect(found.tokenIds).toEqual(expected.tokenIds);
  expect(found.text).toBe(expected.text);
  expect(found.finishReason).toBe(expected.finishReason);
  found.logprobs.forEach((logprob, t) => {
    expect(Math.abs(logprob - (expected.logprobs[t] ?? Infinity))).toBeLessThan(1e-4);
  });
}

/** A promise that is kept once `generator` has drawn this many tokens for one sequence. */
function after(tokens: number): { reached: Promise<void>; onToken: () => void } {
  let count = 0;
  let keep = () => {};
  const reached = new Promise<void>((resolve) => (keep = resolve));
  return {
    reached,
    onToken: () => {
      if (++count === tokens) keep();
    },
  };
}

describe.each(["llama", "gpt2", "llama-rope-llama3"] as const)("a generator on the tiny %s", (variant) => {
  it("gives a sequence what it gets alone, whoever joins and leaves meanwhile", async () => {
    await withGenerator(variant, async (generator) => {
      const alone: Completion[] = [];
      for (let prompt = 0; prompt < PROMPTS.length; prompt++) {
        alone.push(await generator.submit(request(prompt)));
      }
      const first = after(3);
      const second = after(9);
      const lengths = [24, 9, 24, 5, 24, 14];
      const cut = (prompt: number, over: Partial<GenerationRequest> = {}) =>
        request(prompt, { parameters: { ...SAMPLED, maxNewTokens: lengths[prompt] ?? 24 }, ...over });
      const running = [generator.submit(cut(0, { onToken: first.onToken })), generator.submit(cut(1))];
      await first.reached;
      running.push(generator.submit(cut(2, { onToken: second.onToken })), generator.submit(cut(3)));
      await second.reached;
      running.push(generator.submit(cut(4)), generator.submit(cut(5)));
      const together = await Promise.all(running);
      together.forEach(({ tokenIds, logprobs }, prompt) => {
        const length = lengths[prompt] ?? 24;
        expect(tokenIds).toEqual(alone[prompt]?.tokenIds.slice(0, length));
        logprobs.forEach((logprob, t) => {
          expect(Math.abs(logprob - (alone[prompt]?.logprobs[t] ?? Infinity))).toBeLessThan(1e-4);
        });
      });
    });
  });

  it("tells log-probabilities that a run over the whole text confirms", async () => {
    const completions = await withGenerator(variant, (generator) =>
      Promise.all(PROMPTS.map((_, prompt) => generator.submit(request(prompt)))),
    );
    const scored = await computeLogprobs({
      directory: await tinyModel(variant),
      items: completions.map(({ tokenIds }, prompt) => ({
        promptTokenIds: PROMPTS[prompt] as number[],
        completionTokenIds: tokenIds,
      })),
    });
    scored.forEach(({ logprobs }, prompt) => {
      logprobs.forEach((logprob, t) => {
        expect(Math.abs(logprob - (completions[prompt]?.logprobs[t] ?? Infinity))).toBeLessThan(1e-4);
      });
    });
  });
});

describe("a generator", () => {
  it("draws the same tokens again from the same seeds, and others from other seeds", async () => {
    await withGenerator("llama", async (generator) => {
      const batch = (offset: number) =>
        Promise.all(PROMPTS.map((_, prompt) => generator.submit(request(prompt, { seed: prompt + offset }))));
      const [first, again, other] = [await batch(0), await batch(0), await batch(50)];
      expect(again).toEqual(first);
      first.forEach(({ tokenIds }, prompt) => expect(other[prompt]?.tokenIds).not.toEqual(tokenIds));
    });
  });

  it("reads one prompt once for several completions, which come out as if each had been alone", async () => {
    await withGenerator("llama", async (generator) => {
      const alone: Completion[] = [];
      for (const seed of [1, 2, 3, 4]) alone.push(await generator.submit(request(1, { seed })));
      const together = await Promise.all([1, 2, 3, 4].map((seed) => generator.submit(request(1, { seed }))));
      together.forEach((completion, index) => expectSame(completion, alone[index] as Completion));
    });
  });

  it("works through more sequences than it has rows or cache for", async () => {
    const run = (options: GeneratorOptions) =>
      withGenerator(
        "llama",
        (generator) => Promise.all(PROMPTS.map((_, prompt) => generator.submit(request(prompt)))),
        options,
      );
    const roomy = await run({});
    for (const tight of [{ maxRows: 1 }, { maxRows: 2 }, { cacheBytes: 1 }, { cacheBytes: 40_000 }]) {
      (await run(tight)).forEach((completion, prompt) => expectSame(completion, roomy[prompt] as Completion));
    }
  });

  it("reads a long prompt in pieces, between the steps of others, to the same end", async () => {
    const directory = `${root}/long`;
    await makeTinyModel({ architecture: "llama", directory, seed: 5, maxPositions: 2048 });
    const generator = await Generator.load(directory, { threads: 1 });
    const rng = Rng.fromSeed(1);
    const long = Array.from({ length: 1300 }, () => 3 + rng.integer(200));
    const short = after(2);
    const beside = generator.submit(request(0, { onToken: short.onToken }));
    await short.reached;
    const completion = await generator.submit({ ...request(1), promptTokenIds: long });
    const other = await beside;
    expectSame(await generator.submit(request(0)), other);
    await generator.dispose();
    const [scored] = await computeLogprobs({
      directory,
      items: [{ promptTokenIds: long, completionTokenIds: completion.tokenIds }],
    });
    scored?.logprobs.forEach((logprob, t) => {
      expect(Math.abs(logprob - (completion.logprobs[t] ?? Infinity))).toBeLessThan(1e-4);
    });
  });

  it("ends at the model's end token, which the text leaves out", async () => {
    await withGenerator("llama", async (generator) => {
      const whole = await generator.submit(request(0));
      const end = whole.tokenIds[6] as number;
      const place = whole.tokenIds.indexOf(end);
      const ended = await generator.submit(request(0, { endTokenIds: [end] }));
      expect(ended.tokenIds).toEqual(whole.tokenIds.slice(0, place + 1));
      expect(ended.logprobs).toEqual(whole.logprobs.slice(0, place + 1));
      expect(ended.finishReason).toBe("stop");
      expect(whole.finishReason).toBe("length");
      expect(whole.text.startsWith(ended.text)).toBe(true);
    });
  });

  it("ends at a stop text, which is cut off, and keeps the drawn tokens", async () => {
    await withGenerator("llama", async (generator) => {
      const whole = await generator.submit(request(0));
      const stop = whole.text.slice(8, 11);
      const pieces: string[] = [];
      const stopped = await generator.submit(
        request(0, {
          parameters: { ...SAMPLED, stop: ["never to be found", stop] },
          onText: (piece) => pieces.push(piece),
        }),
      );
      expect(stopped.text).toBe(whole.text.slice(0, whole.text.indexOf(stop)));
      expect(pieces.join("")).toBe(stopped.text);
      expect(stopped.finishReason).toBe("stop");
      expect(whole.tokenIds.slice(0, stopped.tokenIds.length)).toEqual(stopped.tokenIds);
    });
  });

  it("is greedy at temperature 0, and draws from the sharpened distribution at low temperature", async () => {
    await withGenerator("llama", async (generator) => {
      const at = (temperature: number) =>
        generator.submit(request(3, { parameters: { ...SAMPLED, temperature }, seed: 5 }));
      const greedy = await at(0);
      expect((await at(0.001)).tokenIds).toEqual(greedy.tokenIds);
      expect((await at(3)).tokenIds).not.toEqual(greedy.tokenIds);
    });
  });

  it("tells log-probabilities of the distribution that it draws from: their ratios go as 1/T", async () => {
    const first = (temperature: number) =>
      withGenerator("llama", (generator) =>
        Promise.all(
          Array.from({ length: 12 }, (_, seed) =>
            generator.submit(request(3, { seed, parameters: { ...SAMPLED, temperature, maxNewTokens: 1 } })),
          ),
        ),
      );
    const hot = await first(2);
    const scored = await computeLogprobs({
      directory: await tinyModel("llama"),
      items: hot.map(({ tokenIds }) => ({
        promptTokenIds: PROMPTS[3] as number[],
        completionTokenIds: tokenIds,
      })),
    });
    expect(new Set(hot.map(({ tokenIds }) => tokenIds[0])).size).toBeGreaterThan(3);
    const gap = (logprobs: readonly number[]) => (logprobs[0] ?? NaN) - (logprobs[1] ?? NaN);
    for (let other = 1; other < hot.length; other++) {
      const of = (all: readonly { logprobs: number[] }[]) =>
        gap([all[0]?.logprobs[0] ?? NaN, all[other]?.logprobs[0] ?? NaN]);
      expect(of(hot)).toBeCloseTo(of(scored) / 2, 4);
    }
  });

  it("stops a sequence that is cancelled, waiting or running, and leaves the others alone", async () => {
    await withGenerator(
      "llama",
      async (generator) => {
        const abort = new AbortController();
        const running = after(4);
        const signal = abort.signal;
        const cancelled = generator.submit(request(0, { signal, onToken: running.onToken }));
        const waiting = generator.submit(request(1, { signal }));
        const other = generator.submit(request(3));
        await running.reached;
        abort.abort();
        const [first, second] = await Promise.all([cancelled, waiting]);
        expect(first.finishReason).toBe("cancelled");
        expect(first.tokenIds.length).toBeGreaterThanOrEqual(4);
        expect(first.tokenIds.length).toBeLessThan(24);
        expect(second).toMatchObject({ finishReason: "cancelled", tokenIds: [] });
        expectSame(await other, await generator.submit(request(3)));
        expect(generator.load).toBe(0);
      },
      { maxRows: 1 },
    );
  });

  it("refuses prompts that it cannot continue, and cuts completions at the context's end", async () => {
    await withGenerator("llama", async (generator) => {
      const submit = (promptTokenIds: number[]) => generator.submit({ ...request(0), promptTokenIds });
      await expect(submit([])).rejects.toMatchObject({ code: "INVALID_INPUT" });
      await expect(submit([100_000])).rejects.toMatchObject({ code: "INVALID_INPUT" });
      const full = new Array<number>(generator.contextLength).fill(5);
      await expect(submit(full)).rejects.toMatchObject({
        code: "INVALID_INPUT",
        details: { promptTokens: 256, contextLength: 256 },
      });
      const almost = await submit(full.slice(0, 250));
      expect(almost).toMatchObject({ finishReason: "length" });
      expect(almost.tokenIds).toHaveLength(6);
    });
  });

  it("fails only the sequence whose listener throws", async () => {
    await withGenerator("llama", async (generator) => {
      const broken = generator.submit(
        request(0, {
          onToken: () => {
            throw new Error("listener");
          },
        }),
      );
      const fine = generator.submit(request(3));
      await expect(broken).rejects.toThrow("listener");
      expect((await fine).tokenIds).toHaveLength(24);
    });
  });

  it("fails the completions whose tokens cannot be decoded, the first token's too, and goes on with others", async () => {
    const opened = openModelDirectory(await tinyModel("llama"));
    let isBroken = true;
    const decode = () => {
      if (isBroken) throw new Error("no such token");
      return "";
    };
    const generator = await Generator.load(
      { ...generatorModelOf(opened), decoder: { decode } },
      { threads: 1 },
    );
    opened.weights.close();
    await expect(generator.submit(request(0))).rejects.toThrow("no such token");
    isBroken = false;
    expect((await generator.submit(request(3))).tokenIds).toHaveLength(24);
    await generator.dispose();
  });

  it("fails what is under way when it is disposed of", async () => {
    const generator = await Generator.load(await tinyModel("llama"), { threads: 1 });
    const running = after(2);
    const sequence = generator.submit(request(0, { onToken: running.onToken }));
    const outcome = expect(sequence).rejects.toMatchObject({ code: "SAMPLER_UNAVAILABLE" });
    await running.reached;
    await generator.dispose();
    await outcome;
    await expect(generator.submit(request(0))).rejects.toMatchObject({ code: "SAMPLER_UNAVAILABLE" });
  });

  it("refuses an encoder and a reward model", async () => {
    for (const variant of ["bert", "llama-reward"] as const) {
      await expect(Generator.load(await tinyModel(variant))).rejects.toMatchObject({
        code: "UNSUPPORTED_FORMAT",
      });
    }
  });
});
