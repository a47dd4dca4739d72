import { Interpreter, type Environment, type Template } from "@huggingface/jinja";

type Statement = Template["parsed"]["body"][number];
interface RenderedText {
  value: string;
}

/** What is private in the library's interpreter (version 0.5.11), and is changed here. */
interface Internals {
  evaluate(statement: Statement, scope: Environment): { type: string; toString(): string };
  evaluateBlock(statements: readonly Statement[], scope: Environment): RenderedText;
  evaluateFor(loop: { body: readonly Statement[] }, scope: Environment): RenderedText;
}

/** Goes up from {% continue %} or {% break %} to its loop, with what was printed on the way. */
class LoopControl extends Error {
  printed = "";

  constructor(readonly kind: "Continue" | "Break") {
    super(`${kind} outside of a loop`);
  }
}

/** The loops that each interpreter is in, innermost last. */
const loopsOf = new WeakMap<Internals, { body: readonly Statement[]; broken: boolean }[]>();

/**
 * Makes the library keep what an iteration printed before {% continue %} or {% break %}: it forgets that. The loop
 * itself stays the library's. Here its body's block ends quietly at a control, and gives nothing more after a break.
 */
export function keepTextBeforeLoopControls(): void {
  const internals = Interpreter.prototype as unknown as Internals;
  const { evaluateBlock, evaluateFor } = internals;

  internals.evaluateBlock = function (statements, scope) {
    const rendered = evaluateBlock.call(this, [], scope);
    const loop = loopsOf.get(this)?.at(-1);
    const isBody = loop?.body === statements;
    if (isBody && loop.broken) return rendered;
    for (const statement of statements) {
      try {
        rendered.value += printedBy(this, statement, scope);
      } catch (error) {
        if (!(error instanceof LoopControl)) throw error;
        rendered.value += error.printed;
        error.printed = rendered.value;
        if (!isBody) throw error;
        loop.broken = error.kind === "Break";
        break;
      }
    }
    return rendered;
  };

  internals.evaluateFor = function (loop, scope) {
    const loops = loopsOf.get(this) ?? [];
    loopsOf.set(this, loops);
    loops.push({ body: loop.body, broken: false });
    try {
      return evaluateFor.call(this, loop, scope);
    } finally {
      loops.pop();
    }
  };
}

function printedBy(internals: Internals, statement: Statement, scope: Environment): string {
  if (statement.type === "Continue" || statement.type === "Break") throw new LoopControl(statement.type);
  const value = internals.evaluate(statement, scope);
  return value.type === "NullValue" || value.type === "UndefinedValue" ? "" : value.toString();
}
