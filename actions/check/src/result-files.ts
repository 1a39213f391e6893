import type { Outcome } from "@towpath/action-kit";
import type { CheckInput } from "./inputs.ts";

/** The result in the formats that the workflow asked for. */
export async function resultFiles(
  result: Outcome["result"],
  { sarif, junit }: CheckInput,
  folder: string,
): Promise<NonNullable<Outcome["files"]>> {
  const files: { output: string; name: string; text: string }[] = [];
  if (sarif) {
    const { renderSarif } = await import("@towpath/report/sarif");
    files.push({ output: "sarif", name: "check.sarif", text: renderSarif(result, { folder }).text });
  }
  if (junit) {
    const { renderJunit } = await import("@towpath/report/junit");
    files.push({ output: "junit", name: "check.xml", text: renderJunit(result) });
  }
  return files;
}
