import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** The sources of the pages, a file for each code: `errors/unknown-key.md` is about `manifest/unknown-key`. */
export const SOURCES = join(import.meta.dirname, "../errors");

const FAILS = "## It fails\n";
const PASSES = "## It passes\n";
const FENCE = /^```(\w+)(?: (\S+))?\n(.*?)^```$/gms;
/** The manifest of an example that is about a platform. */
const ANY_MANIFEST = "apiVersion: towpath.dev/v1\nkind: Service\nmetadata: { name: orders }\n";

/** What a page is made of. */
export interface ErrorSource {
  /** The file's name without its ending: the code without its group. */
  readonly name: string;
  /** The text before the examples. */
  readonly meaning: string;
  /** Absent for what no document alone shows: then the text quotes a message. */
  readonly examples?: {
    readonly fails: Example;
    /** Files that it does not give anew are those of the failing one. */
    readonly passes: Example;
  };
}

/** Documents to try. */
export interface Example {
  /** As written, fences and all, without the command. */
  readonly text: string;
  readonly files: ReadonlyMap<string, string>;
  /** Commands that make what cannot be written down here. */
  readonly shell: readonly string[];
  /** The words behind `towpath`. */
  readonly command: readonly string[];
}

/** All sources, by name. */
export function errorSources(): readonly ErrorSource[] {
  return readdirSync(SOURCES)
    .filter((file) => file.endsWith(".md"))
    .sort()
    .map((file) => errorSource(file.slice(0, -".md".length), readFileSync(join(SOURCES, file), "utf8")));
}

/** Reads one source. @throws what is wrong with it */
export function errorSource(name: string, text: string): ErrorSource {
  const [from, to] = [text.indexOf(FAILS), text.indexOf(PASSES)];
  if (from === -1 && to === -1 && /^> \S/m.test(text)) return { name, meaning: text.trim() };
  const meaning = text.slice(0, from).trim();
  if (from === -1 || to < from || meaning === "")
    throw new Error(
      `errors/${name}.md needs a text, and either "${FAILS.trim()}" and behind it "${PASSES.trim()}" or a message behind ">".`,
    );
  const fails = example(text.slice(from + FAILS.length, to), new Map());
  const passes = example(text.slice(to + PASSES.length), fails.files);
  if (fails.files.size + fails.shell.length === 0 || passes.files.size === 0)
    throw new Error(
      `errors/${name}.md needs an example under each heading, in a fence such as \`\`\`yaml towpath.yaml.`,
    );
  return { name, meaning, examples: { fails, passes } };
}

function example(text: string, before: ReadonlyMap<string, string>): Example {
  const fences = [...text.matchAll(FENCE)];
  const given = fences.flatMap(([, , file, body = ""]): [string, string][] =>
    file === undefined ? [] : [[file, body]],
  );
  const files = new Map([...before, ...given]);
  const shell = fences.flatMap(([, language, , body = ""]) => (language === "sh" ? [body] : []));
  const typed = fences.flatMap(([, language, , body = ""]) => (language === "console" ? [body] : []))[0];
  const usual = ["validate", ...(files.has("platform.yaml") ? ["--platform", "platform.yaml"] : [])];
  const command = typed === undefined ? usual : typed.replace("$ towpath ", "").trim().split(" ");
  return { text: text.replace(/\n```console\n.*?^```$/gms, "").trim(), files, shell, command };
}

/** Puts an example's files into an empty folder. */
export function writeExample({ files, shell }: Example, folder: string): void {
  const all =
    shell.length === 0 && !files.has("towpath.yaml") ? new Map([...files, ["towpath.yaml", ANY_MANIFEST]]) : files;
  for (const [file, text] of all) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), text);
  }
  for (const script of shell) execFileSync("sh", ["-euc", script], { cwd: folder });
}
