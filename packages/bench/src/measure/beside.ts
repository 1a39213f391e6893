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

/** One command beside another: CPU, or the clock on the wall for what runs in several threads. */
export function besideCommand(
  what: string,
  command: Command,
  other: string,
  otherCommand: Command,
  pairs: number,
  expected?: string,
  kind: "cpu" | "wall" = "cpu",
): Row {
  const cost = (one: Command): number => {
    const { cpuMs, wallMs } = runTimed(one);
    return kind === "cpu" ? cpuMs : wallMs;
  };
  const { a, b, ratio } = measurePairs(
    pairs,
    () => cost(command),
    () => cost(otherCommand),
  );
  return { what, figure: { kind, ...a }, beside: { what: other, figure: { kind, ...b }, ratio }, expected };
}
