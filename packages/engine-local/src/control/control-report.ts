import { renameSync, writeFileSync } from "node:fs";

/** How the start of a process that takes orders ended. */
export type ControlReport = { readonly controlPort: number } | { readonly error: string };

/** Writes the report, whole or not at all, for this user alone. */
export function writeReport(file: string, outcome: ControlReport): void {
  const temporary = `${file}.${process.pid}`;
  writeFileSync(temporary, JSON.stringify(outcome), { mode: 0o600 });
  renameSync(temporary, file);
}

export function parseReport(text: string): ControlReport | undefined {
  const value: unknown = JSON.parse(text);
  if (typeof value !== "object" || value === null) return undefined;
  if ("controlPort" in value && typeof value.controlPort === "number") return { controlPort: value.controlPort };
  return "error" in value && typeof value.error === "string" ? { error: value.error } : undefined;
}
