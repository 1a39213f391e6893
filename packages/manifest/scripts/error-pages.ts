/**
 * Writes `docs/errors/`: a page for each code of `errors/`, with what `towpath` prints for its example, and the list of them.
 * With `--check` it writes nothing and says whether what is there is in step.
 */
import { execFile } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { compareText } from "@towpath/core";
import { type ErrorSource, type Example, errorSources, writeExample } from "./error-source.ts";

const TARGET = join(import.meta.dirname, "../docs/errors");
const PROGRAM = join(import.meta.dirname, "../../cli/src/main.ts");
const BANNER = "<!-- Written by `npm run generate` from packages/manifest/errors. Do not edit. -->\n";
/** The source of all codes of settings. */
const SETTING = "setting";
/** How many examples are tried at once. */
const AT_ONCE = 3;

const run = promisify(execFile);

/** What `towpath` prints for a failing example, without the way to its page. */
async function printed(name: string, fails: Example): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "towpath-error-"));
  try {
    writeExample(fails, folder);
    const words = ["--conditions=@towpath/source", PROGRAM, ...fails.command];
    const { PATH = "" } = process.env;
    const { stdout } = await run(process.execPath, words, { cwd: folder, env: { PATH } }).catch(unlessFound);
    if (stdout === "") throw new Error(`errors/${name}.md: towpath ${fails.command.join(" ")} printed nothing.`);
    const text = stdout.replaceAll(`${folder}/`, "").replace(/^ {2}see .*\n/gm, "");
    return `$ towpath ${fails.command.join(" ")}\n${text}`;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** That documents are wrong is what these examples are for. */
function unlessFound(thrown: unknown): { readonly stdout: string } {
  const isFinding = thrown instanceof Error && "code" in thrown && (thrown.code === 1 || thrown.code === 2);
  if (isFinding && "stdout" in thrown && typeof thrown.stdout === "string") return { stdout: thrown.stdout };
  throw thrown;
}

async function page(source: ErrorSource): Promise<string> {
  const { name, meaning, examples } = source;
  const head = `${BANNER}\n# ${codeOf(source)}\n\n${meaning}\n`;
  if (!examples) return head;
  const { fails, passes } = examples;
  const output = await printed(name, fails);
  return [
    head,
    `## It fails\n\n${shown(fails.text)}\n`,
    `\`\`\`text\n${output}\`\`\`\n`,
    `## It passes\n\n${shown(passes.text)}\n`,
  ].join("\n");
}

/** Fences with their file's name above them where a reader could take it for another. */
function shown(text: string): string {
  const isOne = text.match(/^```\w/gm)?.length === 1;
  return text.replace(/^```(\w+) (\S+)$/gm, (_, language: string, file: string) =>
    isOne && file === "towpath.yaml" ? `\`\`\`${language}` : `\`${file}\`\n\n\`\`\`${language}`,
  );
}

function index(sources: readonly ErrorSource[]): string {
  const line = (source: ErrorSource): string =>
    `- [${codeOf(source)}](${source.name}.md): ${firstSentence(source.meaning)}`;
  return [
    `${BANNER}\n# What is wrong with a manifest or a platform\n`,
    "Each finding of `@towpath/manifest` has one of these codes. All that is wrong is said at once, with its place in the file. A code",
    "is stable and is never used for something else.\n",
    `${[...sources]
      .sort((a, b) => compareText(codeOf(a), codeOf(b)))
      .map(line)
      .join("\n")}\n`,
  ].join("\n");
}

function codeOf({ name }: ErrorSource): string {
  return name === SETTING ? "setting/TYPE/NAME" : `manifest/${name}`;
}

function firstSentence(text: string): string {
  const [paragraph = ""] = text.split("\n\n");
  const line = paragraph.replaceAll("\n", " ");
  return /^.*?[.:](?= [A-Z`]|$)/.exec(line)?.[0].replace(/:$/, ".") ?? line;
}

const sources = errorSources();
const pages = new Map([["README.md", index(sources)]]);
const waiting = [...sources];
await Promise.all(
  Array.from({ length: AT_ONCE }, async () => {
    for (let source = waiting.shift(); source; source = waiting.shift())
      pages.set(`${source.name}.md`, await page(source));
  }),
);

const gone = existsSync(TARGET) ? readdirSync(TARGET).filter((file) => !pages.has(file)) : [];
const stale = [...pages].filter(([file, text]) => {
  const path = join(TARGET, file);
  return !existsSync(path) || readFileSync(path, "utf8") !== text;
});
if (!process.argv.includes("--check")) {
  mkdirSync(TARGET, { recursive: true });
  for (const file of gone) rmSync(join(TARGET, file));
  for (const [file, text] of stale) writeFileSync(join(TARGET, file), text);
} else if (gone.length + stale.length > 0) {
  const files = [...gone, ...stale.map(([file]) => file)].sort().join(", ");
  console.error(`docs/errors is not in step with errors/: ${files}. Run: npm run generate -w packages/manifest`);
  process.exitCode = 1;
}
