import { withoutPassword } from "./wrong-reference.ts";

const KEPT = 6;

/** The first lines of a tool's output that say why it failed, without passwords that stand in addresses. */
export function toolLines(output: string, isOfInterest: (line: string) => boolean = () => true): readonly string[] {
  const lines = output
    .split(/\r?\n|\r/)
    .map((line) => withoutPassword(line).trimEnd())
    .filter((line) => line !== "");
  const chosen = lines.filter(isOfInterest);
  return chosen.length > 0 ? chosen.slice(0, KEPT) : lines.slice(-KEPT);
}
