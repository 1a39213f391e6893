import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Command } from "../commands/command.ts";
import { commands } from "../commands/commands.ts";
import { newFolder } from "../testing/run-towpath.ts";
import { completionScript, SHELLS } from "./completion-script.ts";

/** A command that has what the others may get: quotes in its texts, choices, a second word. */
const odd: Command = {
  name: "odd one",
  summary: 'it\'s [odd]: $(touch odd) `touch odd` "quoted" \\ %s',
  argument: { syntax: "<what>", description: "this or that", choices: ["this", "that"] },
  options: [
    { flags: "-m, --mode <mode>", description: "it's [how]: $HOME", choices: ["fast", "slow"] },
    { flags: "--format <text|json>", description: "the format" },
    { flags: "--free <text>", description: "any text" },
  ],
  examples: [],
  run: () => Promise.reject(new Error("not run")),
};
const all = [...commands, odd];

const folder = newFolder("completion");
const programs = join(folder, "bin");
const asked = join(folder, "asked");
mkdirSync(programs);
mkdirSync(join(folder, "work", "services"), { recursive: true });
for (const file of ["towpath.yaml", "towpath other.yaml", "plan.json"]) writeFileSync(join(folder, "work", file), "");
// Stands for the command, and says what it was asked: the names of a document, among them one that must not be obeyed.
writeFileSync(
  join(programs, "towpath"),
  `#!/bin/sh
echo "$@" >> '${asked}'
case "$2" in
  environments) printf 'dev\\nprod\\n' ;;
  resources) printf 'resources.db\\nresources.db.url\\n$(touch pwned)\\n' ;;
  addresses) printf 'metadata.name\\nresources.db.settings.maxConnections\\n' ;;
esac
`,
);
chmodSync(join(programs, "towpath"), 0o755);

const scripts = Object.fromEntries(
  SHELLS.map((shell) => {
    const path = join(folder, shell === "zsh" ? "_towpath" : `towpath.${shell}`);
    writeFileSync(path, completionScript(shell, all));
    return [shell, path];
  }),
);
const env = { PATH: `${programs}:${process.env["PATH"]}`, HOME: folder, LC_ALL: "C.UTF-8", TERM: "dumb" };
const where = { cwd: join(folder, "work"), env, encoding: "utf8", timeout: 20_000 } as const;

/** What bash fills in, by the words that take the place of the one before the cursor. */
function bash(line: string): readonly string[] {
  const words = line.split(" ");
  const program = `source '${scripts["bash"]}'
COMP_LINE=$1; COMP_POINT=\${#1}; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1))
_towpath towpath "\${COMP_WORDS[COMP_CWORD]}" ""
[ "\${#COMPREPLY[@]}" -eq 0 ] || printf '%s\\n' "\${COMPREPLY[@]}"`;
  return lines(printed("bash", ["--norc", "-c", program, "bash", line, ...words]));
}

/** What zsh fills in, typed into a real one on a terminal of its own; a list is asked for with Tab. */
function zsh(line: string): readonly string[] {
  const program = `zmodload zsh/zpty
zpty shell zsh -f -i
zpty -w shell "PROMPT=; unsetopt zle_bracketed_paste 2>/dev/null; fpath=('${folder}' \\$fpath); autoload -Uz compinit; compinit -D -u"
zpty -w shell 'compadd() { if [[ \${@[1,(i)(-|--)]} == *-(O|A|D)\\ * ]]; then builtin compadd "$@"; return $?; fi; typeset -a hits dscr; local prefix="$IPREFIX"; builtin compadd -A hits "$@"; [[ -n $hits ]] && for hit in $hits; do print -r -- "HIT<$prefix$hit>"; done; builtin compadd "$@"; }'
zpty -w shell 'complete-all() { zle complete-word; print -r -- "DONE<>"; zle kill-whole-line; }; zle -N complete-all; bindkey "^T" complete-all; print READY"<>"'
local text="" chunk
while zpty -r shell chunk; do text+=$chunk; [[ $text == *'READY<>'* ]] && break; done
zpty -w -n shell "$1"$'\\x14'
text=""
while zpty -r shell chunk; do text+=$chunk; [[ $text == *'DONE<>'* ]] && break; done
print -r -- $text
zpty -d shell`;
  const screen = printed("zsh", ["-f", "-c", program, "zsh", line]);
  return [...new Set([...screen.matchAll(/HIT<([^>]*)>/g)].map(([, hit = ""]) => hit))];
}

/** What fish fills in, without the descriptions. */
function fish(line: string): readonly string[] {
  const program = `source '${scripts["fish"]}'; complete -C $argv[1]`;
  return lines(printed("fish", ["--no-config", "-c", program, line])).map((one) => one.split("\t")[0] ?? "");
}

function printed(shell: string, words: readonly string[]): string {
  return execFileSync(shell, words, where);
}

function lines(text: string): readonly string[] {
  return text.split("\n").filter((line) => line !== "");
}

const completers = { bash, zsh, fish } as const;
const isThere = (shell: string): boolean => spawnSync(shell, ["-c", "exit 0"]).status === 0;

const installed = SHELLS.filter(isThere);
for (const shell of SHELLS)
  if (!installed.includes(shell))
    console.log(`Left out: ${shell} is not installed, so what it would do cannot be seen.`);

describe.each(installed)("%s", (shell) => {
  const complete = completers[shell];
  /** Bash leaves out what stands before a ":", which its line has already. */
  const behindColon = (word: string): string => (shell === "bash" ? word.replace(/^.*[:=]/, "") : word);

  test.each<[string, readonly string[]]>([
    ["towpath chec", ["check"]],
    ["towpath odd ", ["one"]],
    ["towpath platform ", ["check", "test"]],
    ["towpath plan -e ", ["dev", "prod"]],
    ["towpath plan --environment p", ["prod"]],
    ["towpath outputs resources.db.", ["resources.db.url"]],
    ["towpath adopt resources.db.", ["resources.db.url"]],
    ["towpath odd one th", ["this", "that"]],
    ["towpath odd one --mode ", ["fast", "slow"]],
    ["towpath odd one --format j", ["json"]],
    ["towpath odd one --mo", ["--mode"]],
    ["towpath completion z", ["zsh"]],
    ["towpath odd one --free ", []],
  ])("%j", (line, expected) => {
    expect([...complete(line)].map((word) => word.trim()).sort()).toEqual([...expected].sort());
  });

  test("words with a colon", () => {
    expect(complete("towpath destroy --allow data-loss:resources.db.")).toContain(
      behindColon("data-loss:resources.db.url"),
    );
  });

  test("a value that is joined to its option", () => {
    const [word = ""] = complete("towpath plan --environment=p");
    expect(word.replace("--environment=", "")).toBe("prod");
  });

  test("files, with their spaces", () => {
    const found = complete("towpath validate towpath").map((word) => word.replaceAll("\\", ""));
    expect(found).toEqual(expect.arrayContaining(["towpath.yaml", "towpath other.yaml"]));
    expect(complete("towpath plan --platform serv").join()).toContain("services");
  });

  test("the manifest and the platform that are named on the line are the ones asked", () => {
    writeFileSync(asked, "");
    complete("towpath plan --file other.yaml -p ../platform -e ");
    expect(readFileSync(asked, "utf8")).toContain("completion environments --file other.yaml --platform ../platform");
  });

  test("names of a document are not obeyed", () => {
    complete("towpath outputs ");
    complete("towpath destroy --allow ");
    expect(spawnSync("ls", { cwd: where.cwd, encoding: "utf8" }).stdout).not.toMatch(/pwned|odd$/m);
  });
});

test("every command and every option is in every script", () => {
  for (const shell of SHELLS) {
    const script = completionScript(shell, commands);
    for (const { name, options } of commands) {
      for (const word of name.split(" ")) expect(script).toContain(word);
      for (const { flags } of options) {
        const long = /--([\w-]+)/.exec(flags)?.[1] ?? "";
        expect(script).toMatch(shell === "fish" ? new RegExp(`-l ${long}\\b`) : new RegExp(`--${long}\\b`));
      }
    }
  }
});
