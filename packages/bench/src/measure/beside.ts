import type { Row } from "../report/row.ts";
import { measurePairs } from "./measure-pairs.ts";
import { type Command, runTimed } from "./run-timed.ts";

/** A Node process that does nothing, in the same folder and environment as what stands beside it. */
export function emptyNode({ folder, variables }: Pick<Command, "folder" | "variables">): Command {
  return { file: process.execPath, args: ["-e", "0"], folder, variables };
}

/** CPU of one command beside an empty Node process. */
export function besideEmptyNode(what: string, command: Command, pairs: number, expected?: string): Row {
  return besideCommand(what, command, "node -e 0", emptyNode(command), pairs, expected);
}

/** CPU of one command beside another. */
export function besideCommand(
  what: string,
  command: Command,
  other: string,
  otherCommand: Command,
  pairs: number,
  expected?: string,
): Row {
  const { a, b, ratio } = measurePairs(
    pairs,
    () => runTimed(command).cpuMs,
    () => runTimed(otherCommand).cpuMs,
  );
  return {
    what,
    figure: { kind: "cpu", ...a },
    beside: { what: other, figure: { kind: "cpu", ...b }, ratio },
    expected,
  };
}
