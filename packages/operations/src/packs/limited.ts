import { Script } from "node:vm";
import { stillThere } from "./watch-packs.ts";

/** Some work was stopped because it took too long. */
export class TimeUp extends Error {
  override readonly name = "TimeUp";

  constructor(limitMs: number) {
    super(`it had not ended after ${limitMs / 1_000} seconds`);
  }
}

const KEY = Symbol.for("towpath.limited");
/** What is called from within a script with a time limit ends with it, wherever its code came from. */
const script = new Script("globalThis[Symbol.for('towpath.limited')]()");

/**
 * Does work that others wrote: it ends in time, cannot end the process, prints nothing on stdout, which may have to hold one
 * JSON document, and no timer of it keeps the process from ending.
 *
 * @param limitMs milliseconds
 * @param options `displayErrors`: the stack of an error of syntax begins with its place
 * @throws {TimeUp} where it took longer, whatever it was busy with
 */
export function limited<T>(work: () => T, limitMs: number, { displayErrors = false } = {}): T {
  const restore = restrict();
  const before: unknown = Reflect.get(globalThis, KEY);
  let done: { readonly value: T } | undefined;
  Reflect.set(globalThis, KEY, () => {
    done = { value: work() };
  });
  try {
    script.runInThisContext({ timeout: limitMs, displayErrors });
  } catch (error) {
    throw isTimeUp(error) ? new TimeUp(limitMs) : error;
  } finally {
    Reflect.set(globalThis, KEY, before);
    restore();
    stillThere();
  }
  if (!done) throw new TimeUp(limitMs);
  return done.value;
}

function isTimeUp(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ERR_SCRIPT_EXECUTION_TIMEOUT";
}

/** What the work may not do while it runs; gives back what puts things as they were. */
function restrict(): () => void {
  const { exit, stdout } = process;
  const { write } = stdout;
  const { setTimeout, setInterval, setImmediate } = globalThis;
  process.exit = () => {
    throw new Error("it called process.exit");
  };
  stdout.write = process.stderr.write.bind(process.stderr);
  const timers = { setTimeout, setInterval, setImmediate };
  for (const [name, start] of Object.entries(timers)) Reflect.set(globalThis, name, unheld(start));
  return () => {
    process.exit = exit;
    stdout.write = write;
    Object.assign(globalThis, timers);
  };
}

function unheld(start: (...args: never[]) => { unref(): unknown }): (...args: never[]) => unknown {
  return (...args) => start(...args).unref();
}
