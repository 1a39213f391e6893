import { randomUUID } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { WorkflowError } from "../workflow-error.ts";

/** How a script is started. */
export interface ScriptCommand {
  readonly command: string;
  readonly arguments: readonly string[];
}

/** Source: actions/runner, src/Runner.Worker/Handlers/ScriptHandlerHelpers.cs. */
const SHELLS: Readonly<Record<string, { readonly words: string; readonly extension: string }>> = {
  bash: { words: "bash --noprofile --norc -e -o pipefail {0}", extension: ".sh" },
  sh: { words: "sh -e {0}", extension: ".sh" },
  python: { words: "python {0}", extension: ".py" },
  pwsh: { words: `pwsh -command . '{0}'`, extension: ".ps1" },
};

/** Without a `shell:` it is this, not what `shell: bash` means. */
const UNSAID = "bash -e {0}";

/**
 * Writes a script and says how it is started.
 *
 * @param shell what `shell:` says; undefined where it says nothing
 */
export function scriptCommand(script: string, shell: string | undefined, temporary: string): ScriptCommand {
  const known = shell === undefined ? { words: UNSAID, extension: ".sh" } : SHELLS[shell];
  if (!known && !shell?.includes("{0}"))
    throw new WorkflowError(
      `Invalid shell option '${shell}'. Shell must be a valid built-in or a format string containing '{0}'.`,
    );
  const { words, extension } = known ?? { words: shell ?? "", extension: "" };
  const file = join(temporary, `${randomUUID()}${extension}`);
  writeFileSync(file, script.endsWith("\n") ? script : `${script}\n`, { mode: 0o755 });
  const [command = "", ...rest] = words.split(" ");
  return { command, arguments: rest.map((word) => word.replace("{0}", file)) };
}
