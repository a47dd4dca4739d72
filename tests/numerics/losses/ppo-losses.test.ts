import * as tf from "@tensorflow/tfjs";
import { describe, expect, it } from "vitest";
import { entropyLoss } from "@/trainer/losses/entropy-loss";
import { policyLoss } from "@/trainer/losses/policy-loss";
import { valueLoss } from "@/trainer/losses/value-loss";

function policyLossAt(advantage: number, ratio: number): number {
  return policyLoss({
    logprobs: tf.tensor1d([Math.log(ratio) - 1]),
    oldLogprobs: tf.tensor1d([-1]),
    advantages: tf.tensor1d([advantage]),
    clipRange: 0.2,
    tokenCount: 1,
  }).dataSync()[0] as number;
}

describe("policy loss (item 11)", () => {
  it.each([
    [1, 1.5, -1.2],
    [-1, 1.5, 1.5],
    [-1, 0.5, 0.8],
    [1, 0.5, -0.5],
  ])("A = %f, ρ = %f gives %f", (advantage, ratio, loss) => {
    expect(policyLossAt(advantage, ratio)).toBeCloseTo(loss, 6);
  });

  it("clamps the log-ratio to ±20, so that no loss is infinite", () => {
    const at = (logRatio: number) =>
      policyLoss({
        logprobs: tf.tensor1d([logRatio]),
        oldLogprobs: tf.tensor1d([0]),
        advantages: tf.tensor1d([-1]),
        clipRange: 0.2,
        tokenCount: 1,
      }).dataSync()[0] as number;
    expect(at(500) / Math.exp(20)).toBeCloseTo(1, 5);
    expect(at(-500)).toBeCloseTo(0.8, 6);
  });

  it("selects by the mask: NaN in masked tokens reaches neither loss nor gradient", () => {
    const inputs = {
      oldLogprobs: tf.tensor1d([-1, NaN, Infinity]),
      advantages: tf.tensor1d([2, NaN, -Infinity]),
      clipRange: 0.2,
      tokenCount: 1,
      mask: tf.tensor1d([true, false, false], "bool"),
    };
    const { value, grad } = tf.valueAndGrad((x) => policyLoss({ ...inputs, logprobs: x as tf.Tensor1D }))(
      tf.tensor1d([-1, NaN, -Infinity]),
    );
    expect(value.dataSync()[0]).toBeCloseTo(-2, 6);
    expect(Array.from(grad.dataSync())).toEqual([-2, 0, 0]);
  });

  it("is the mean over all tokens of the minibatch, however it is cut into microbatches", () => {
    const logprobs = [-1, -0.5, -2, -3, -0.1];
    const oldLogprobs = [-1.2, -0.6, -1.9, -2.5, -0.1];
    const advantages = [1, -1, 0.5, -2, 3];
    const lossOf = (from: number, to: number) =>
      policyLoss({
        logprobs: tf.tensor1d(logprobs.slice(from, to)),
        oldLogprobs: tf.tensor1d(oldLogprobs.slice(from, to)),
        advantages: tf.tensor1d(advantages.slice(from, to)),
        clipRange: 0.2,
        tokenCount: 5,
      }).dataSync()[0] as number;
    expect(lossOf(0, 1) + lossOf(1, 5)).toBeCloseTo(lossOf(0, 5), 6);
  });

  it("its gradient at ρ = 1 is −A/tokens, and zero where the clip holds", () => {
    const gradient = tf.grad((x) =>
      policyLoss({
        logprobs: x as tf.Tensor1D,
        oldLogprobs: tf.tensor1d([-1, -1, -1]),
        advantages: tf.tensor1d([2, 1, -1]),
        clipRange: 0.2,
        tokenCount: 3,
      }),
    )(tf.tensor1d([-1, -1 + Math.log(1.5), -1 + Math.log(0.5)]));
    const [unclipped, clippedAbove, clippedBelow] = gradient.dataSync();
    expect(unclipped).toBeCloseTo(-2 / 3, 6);
    expect(Math.abs(clippedAbove as number)).toBe(0);
    expect(Math.abs(clippedBelow as number)).toBe(0);
  });
});

describe("value loss (item 12)", () => {
  it.each([
    [1, 0.02],
    [0.6, 0.045],
  ])("v = %f, v_old = .5, R = .9 gives %f", (value, loss) => {
    const actual = valueLoss({
      values: tf.tensor1d([value]),
      oldValues: tf.tensor1d([0.5]),
      returns: tf.tensor1d([0.9]),
      clipRange: 0.2,
      tokenCount: 1,
    }).dataSync()[0];
    expect(actual).toBeCloseTo(loss, 6);
  });

  it("selects by the mask", () => {
    const gradient = tf.grad((x) =>
      valueLoss({
        values: x as tf.Tensor1D,
        oldValues: tf.tensor1d([0, NaN]),
        returns: tf.tensor1d([1, NaN]),
        clipRange: 0.2,
        tokenCount: 1,
        mask: tf.tensor1d([true, false], "bool"),
      }),
    )(tf.tensor1d([0, NaN]));
    expect(Array.from(gradient.dataSync())).toEqual([-1, 0]);
  });
});

it("the entropy loss is minus the mean entropy over the minibatch's tokens", () => {
  expect(entropyLoss(tf.tensor1d([1, 2]), 4).dataSync()[0]).toBeCloseTo(-0.75, 6);
});

it("losses leave no tensors behind", () => {
  const inputs = [tf.tensor1d([-1]), tf.tensor1d([-1]), tf.tensor1d([1])] as const;
  const before = tf.memory().numTensors;
  policyLoss({
    logprobs: inputs[0],
    oldLogprobs: inputs[1],
    advantages: inputs[2],
    clipRange: 0.2,
    tokenCount: 1,
  }).dispose();
  valueLoss({
    values: inputs[0],
    oldValues: inputs[1],
    returns: inputs[2],
    clipRange: 0.2,
    tokenCount: 1,
  }).dispose();
  expect(tf.memory().numTensors).toBe(before);
});
