/** A place in a script that writes to the file from which GitHub sets variables, or the path, of later steps. */
export interface EnvironmentFileWrite {
  readonly file: "GITHUB_ENV" | "GITHUB_PATH";
  readonly start: number;
  readonly end: number;
  /** The variables of the shell that are filled into what is written, and do not come from GitHub or the runner. */
  readonly variables: readonly string[];
  /** What is written is made by a command: `$(…)`, a file, a loop. */
  readonly isMade: boolean;
}

/** The family of a shell, by its name or path; bash where it is not known. */
function familyOf(shell: string | undefined): "bash" | "powershell" | "cmd" | "other" {
  const program =
    (shell ?? "bash")
      .trim()
      .split(/\s+/)[0]
      ?.split(/[\\/]/)
      .at(-1)
      ?.replace(/\.exe$/i, "") ?? "";
  if (/^(?:bash|sh|zsh|dash|ksh)$/.test(program) || program.includes("${{")) return "bash";
  if (/^(?:pwsh|powershell)$/i.test(program)) return "powershell";
  return /^cmd$/i.test(program) ? "cmd" : "other";
}

/** Where a script writes to `$GITHUB_ENV` or `$GITHUB_PATH`, in bash and its kin, PowerShell and cmd. */
export function environmentFileWrites(script: string, shell: string | undefined): readonly EnvironmentFileWrite[] {
  const target = TARGETS[familyOf(shell)];
  if (!target || !/GITHUB_(?:ENV|PATH)/i.test(script)) return [];
  const writes: EnvironmentFileWrite[] = [];
  const commands = commandsOf(script);
  for (const [index, command] of commands.entries()) {
    if (command.text.length > LONGEST) continue;
    const file = target.to.exec(command.text)?.[1]?.toUpperCase();
    if (file !== "GITHUB_ENV" && file !== "GITHUB_PATH") continue;
    const parts = writtenBy(commands, index);
    // What a shell takes literally stands between single quotes; cmd has none.
    const open = parts.map((part) => (target === TARGETS.cmd ? part : expanded(part))).join("\n");
    const named = [...open.matchAll(target.variable)].flatMap((found) =>
      found.slice(1).filter((name) => name !== undefined),
    );
    writes.push({
      file,
      start: command.start,
      end: command.start + command.text.length,
      variables: [...new Set(named)].filter((name) => !isOwn(name)),
      isMade: target.made.test(open) || !parts.every((part) => PRINTS.test(part)),
    });
  }
  return writes;
}

const TARGETS = {
  bash: {
    to: /(?:>>?\s*|\btee\s+(?:-a\s+|--append\s+)?|^(?:cp|mv)\s[^|;&\n]*\s)["']?\$\{?(GITHUB_ENV|GITHUB_PATH)\b/,
    variable: /\$\{?([A-Za-z_]\w*)/g,
    made: /\$\(|`|<\(/,
  },
  powershell: {
    to: /(?:>>?\s*|\b(?:Out-File|Add-Content|Set-Content|Tee-Object)\b[^|\n]*?|\b(?:Append|Write)All\w+\(\s*)["']?\$\{?env:(GITHUB_ENV|GITHUB_PATH)\b/i,
    variable: /\$\{?((?:env:)?[A-Za-z_]\w*)/gi,
    made: /\$\(|\bGet-|\bInvoke-/i,
  },
  cmd: {
    to: />>?\s*"?%(GITHUB_ENV|GITHUB_PATH)%/i,
    variable: /%([A-Za-z_]\w*)%|!([A-Za-z_]\w*)!/g,
    made: /\bfor\s+\/f\b/i,
  },
  other: undefined,
};

/** Commands that print what stands behind them, and here-documents. */
const PRINTS =
  /^[\s({]*(?:if\s.*then\s+)?(?:echo|printf|Write-Output|Write-Host|Add-Content|Set-Content|Out-File|cat\s*(?:>>?[^<\n]*)?<<|tee\b[^<\n]*<<|["'])/i;

/** Variables that GitHub or the runner set, to what no stranger decides. */
function isOwn(name: string): boolean {
  const plain = name.replace(/^env:/i, "").toUpperCase();
  if (/^GITHUB_(?:HEAD_REF|REF|REF_NAME|BASE_REF|ACTOR|EVENT_PATH)$/.test(plain)) return false;
  return /^(?:GITHUB_\w+|RUNNER_\w+|AGENT_\w+|HOME|PATH|PWD|TMP|TEMP|USERPROFILE|JAVA_HOME\w*|CI)$/.test(plain);
}

/** A command that is longer was not written by hand. How far back the start of a block is looked for, in commands. */
const LONGEST = 20_000;
const FURTHEST = 200;

interface Command {
  readonly start: number;
  readonly text: string;
}

/** The lines of a script, those that go on with those that they go on with, here-documents with their texts. */
function commandsOf(script: string): readonly Command[] {
  const commands: Command[] = [];
  for (let at = 0; at < script.length; ) {
    const start = at;
    let end = lineEnd(script, at);
    while (/[\\`^]\s*$/.test(script.slice(Math.max(start, end - 20), end)) && end < script.length)
      end = lineEnd(script, end + 1);
    const delimiter = heredocIn(script.slice(start, end))?.delimiter;
    if (delimiter !== undefined) {
      let next = end + 1;
      while (next < script.length && script.slice(next, lineEnd(script, next)).trim() !== delimiter)
        next = lineEnd(script, next) + 1;
      end = Math.min(lineEnd(script, next), script.length);
    }
    const text = script.slice(start, end);
    commands.push({ start: start + (text.length - text.trimStart().length), text: text.trim() });
    at = end + 1;
  }
  return commands.filter(({ text }) => text !== "" && !text.startsWith("#"));
}

/** The here-document that a line begins. What stands in quotes begins none: `echo "BODY<<EOF"` is text for GitHub. */
function heredocIn(
  line: string,
): { readonly start: number; readonly delimiter: string; readonly isLiteral: boolean } | undefined {
  if (line.length > LONGEST || !line.includes("<<")) return undefined;
  for (const { index, 1: quote, 2: delimiter } of line.matchAll(HEREDOC_OR_QUOTED))
    if (delimiter !== undefined) return { start: index, delimiter, isLiteral: quote !== "" };
  return undefined;
}

const HEREDOC_OR_QUOTED = /"(?:[^"\\]|\\.)*"|'[^']*'|\\.|(?<!<)<<(?!<)[-~]?\s*(["'\\]?)([A-Za-z_]\w*)/g;

function lineEnd(script: string, from: number): number {
  const end = script.indexOf("\n", from);
  return end === -1 ? script.length : end;
}

/** Without what the shell takes literally: texts in single quotes, and the lines of a here-document whose end is quoted. */
function expanded(part: string): string {
  const [line = ""] = part.split("\n", 1);
  return (heredocIn(line)?.isLiteral ? line : part).replace(/'[^'\n]*'/g, "''");
}

/** What a command writes: its last part, or the commands of the block that it ends. */
function writtenBy(commands: readonly Command[], index: number): readonly string[] {
  const text = commands[index]?.text ?? "";
  if (/^(?:\}|done\b|fi\b|\))/.test(text)) {
    let from = index - 1;
    while (from > Math.max(index - FURTHEST, 0) && !/(?:^|\s)(?:\{|do|then|\()\s*$/.test(commands[from]?.text ?? ""))
      from -= 1;
    return commands.slice(from + 1, index).map((one) => one.text);
  }
  const heredoc = heredocIn(text.split("\n", 1)[0] ?? "");
  const parts = text.slice(0, heredoc?.start).split(/&&|\|\||;/);
  return [`${parts.at(-1)}${heredoc ? text.slice(heredoc.start) : ""}`];
}
