import type { Command } from "../commands/command.ts";
import { bashScript } from "./bash.ts";
import { completionTable } from "./completion-table.ts";
import { fishScript } from "./fish.ts";
import { zshScript } from "./zsh.ts";

/** The shells that commands can be completed in. */
export const SHELLS = ["bash", "zsh", "fish"] as const;

const SCRIPTS = { bash: bashScript, zsh: zshScript, fish: fishScript } as const;

/** The script that makes a shell complete these commands. */
export function completionScript(shell: (typeof SHELLS)[number], commands: readonly Command[]): string {
  return SCRIPTS[shell](completionTable(commands));
}
