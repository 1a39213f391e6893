import type { Outcome } from "@towpath/action-kit";
import type { CheckInput } from "./inputs.ts";

/** The result in the formats that the workflow asked for. */
export async function resultFiles(
  result: Outcome["result"],
  { sarif, junit }: CheckInput,
  folder: string,
): Promise<NonNullable<Outcome["files"]>> {
  if (!sarif && !junit) return [];
  const { describedRules } = await import("@towpath/operations/reporting");
  const rules = await describedRules(result);
  const files: { output: string; name: string; parts: Iterable<string> }[] = [];
  if (sarif) {
    const { renderSarif } = await import("@towpath/report/sarif");
    files.push({ output: "sarif", name: "check.sarif", parts: [renderSarif(result, { folder, rules }).text] });
  }
  if (junit) {
    const { renderJunit } = await import("@towpath/report/junit");
    files.push({ output: "junit", name: "check.xml", parts: [renderJunit(result, { rules })] });
  }
  return files;
}
