import { resultOf } from "@towpath/report";
import { completionScript, SHELLS } from "../completion/completion-script.ts";
import { type Command, MANIFEST_OPTIONS } from "./command.ts";

/** What else may be asked for: the scripts do, when names are completed that stand in documents. */
const NAMES = ["environments", "resources", "addresses"] as const;

export const completion: Command = {
  name: "completion",
  summary: "print a script that completes commands in bash, zsh or fish",
  description:
    "Prints a script for the shell that is named. With environments, resources or addresses it prints the names that the manifest and its platform have, one a line: that is what the scripts ask.",
  argument: {
    syntax: "<what>",
    description: "bash, zsh or fish; or environments, resources or addresses",
    choices: [...SHELLS, ...NAMES],
  },
  options: MANIFEST_OPTIONS,
  examples: [
    ["source <(towpath completion bash)", "completes in this bash; put it into ~/.bashrc for every one"],
    ["towpath completion zsh > ~/.zfunc/_towpath", "completes in zsh, where ~/.zfunc is in fpath"],
    ["towpath completion fish > ~/.config/fish/completions/towpath.fish", "completes in fish"],
  ],
  run: async (input, effects) => {
    const what = input.arguments[0] ?? "";
    const shell = SHELLS.find((known) => known === what);
    if (shell) {
      const { commands } = await import("./commands.ts");
      return resultOf({
        verb: "completion",
        summary: `The completion for ${shell}.`,
        data: { shell },
        sections: [{ kind: "document", text: completionScript(shell, commands) }],
      });
    }
    const { completion } = await import("@towpath/operations/completion");
    const request = { manifest: input.text("file"), platform: input.text("platform") };
    return completion({ ...request, what, known: [...SHELLS, ...NAMES] }, effects);
  },
};
