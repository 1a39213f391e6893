import { closeSync, openSync } from "node:fs";
import { join } from "node:path";
import { cleanVariables } from "./towpath-command.ts";

/** What GitHub's runner tells an action that works in a folder; the files for its outputs are made in `scratch`. */
export function runnerVariables(folder: string, scratch: string): Readonly<Record<string, string | undefined>> {
  const files = ["OUTPUT", "STEP_SUMMARY", "STATE", "ENV", "PATH"].map((name) => {
    const file = join(scratch, name.toLowerCase());
    closeSync(openSync(file, "w"));
    return [`GITHUB_${name}`, file] as const;
  });
  return {
    ...cleanVariables(),
    ...Object.fromEntries(files),
    CI: "true",
    GITHUB_ACTIONS: "true",
    GITHUB_WORKSPACE: folder,
    RUNNER_TEMP: scratch,
  };
}
