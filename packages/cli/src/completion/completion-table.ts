import { COMMON_OPTIONS, type Command, type Option } from "../commands/command.ts";

/** What a shell offers for a word: some words, files, or names that it asks `towpath completion` for. */
export type Offer =
  | { readonly kind: "words"; readonly words: readonly string[] }
  | { readonly kind: "files" }
  | { readonly kind: "names"; readonly of: "environments" | "resources" | "addresses"; readonly prefix: string };

/** An option as a shell completes it. */
export interface CompletedOption {
  /** `-e` and `--environment`. */
  readonly names: readonly string[];
  readonly description: string;
  readonly takesValue: boolean;
  readonly offer: Offer | undefined;
}

/** A command as a shell completes it. */
export interface CompletedCommand {
  /** `check`, or `import` and `score`. */
  readonly words: readonly string[];
  readonly summary: string;
  readonly options: readonly CompletedOption[];
  readonly argument: Offer | undefined;
}

/** Commands of one word, and the first words of those with two; each with what it does. */
export interface FirstWord {
  readonly word: string;
  readonly summary: string;
  /** The second words; none for a command of one word. */
  readonly second: readonly { readonly word: string; readonly summary: string }[];
}

const HELP: CompletedOption = {
  names: ["-h", "--help"],
  description: "print help for a command",
  takesValue: false,
  offer: undefined,
};

/** What the commands' table says to a shell. */
export function completionTable(commands: readonly Command[]): readonly CompletedCommand[] {
  return commands.map((command) => ({
    words: command.name.split(" "),
    summary: command.summary,
    options: [...[...command.options, ...COMMON_OPTIONS].map(completedOption), HELP],
    argument: command.argument && offerFor(command.argument.syntax, command.argument.choices, command.name),
  }));
}

/** The words that may come first, in the order of the commands. */
export function firstWords(table: readonly CompletedCommand[]): readonly FirstWord[] {
  const firsts = new Map<string, FirstWord>();
  for (const { words, summary } of table) {
    const [word = "", second] = words;
    const before = firsts.get(word)?.second ?? [];
    firsts.set(word, {
      word,
      summary: second === undefined ? summary : [...before.map((one) => one.word), second].join(", "),
      second: second === undefined ? before : [...before, { word: second, summary }],
    });
  }
  return [...firsts.values()];
}

function completedOption({ flags, description, choices }: Option): CompletedOption {
  const names = flags.split(/[ ,]+/).filter((word) => word.startsWith("-"));
  const value = /<([^>]+)>/.exec(flags)?.[0];
  const long = names.at(-1) ?? "";
  return {
    names,
    description,
    takesValue: value !== undefined,
    offer: value === undefined ? undefined : long === "--environment" ? ENVIRONMENTS : offerFor(value, choices, ""),
  };
}

const ENVIRONMENTS: Offer = { kind: "names", of: "environments", prefix: "" };

/** What a value may be, by what its syntax calls it: `<path>`, `[files...]`, `<risk:address>`, `<text|json>`. */
function offerFor(syntax: string, choices: readonly string[] | undefined, command: string): Offer | undefined {
  if (choices) return { kind: "words", words: choices };
  const name = syntax.replaceAll(/[<>[\].]/g, "");
  if (name.includes("|")) return { kind: "words", words: name.split("|") };
  if (name === "risk:address") return { kind: "names", of: "resources", prefix: "data-loss:" };
  if (name === "address id") return { kind: "names", of: "resources", prefix: "" };
  if (name === "address") return { kind: "names", of: command === "explain" ? "addresses" : "resources", prefix: "" };
  if (name === "environment" || name === "env") return ENVIRONMENTS;
  if (command === "explain" || name === "address-path") return { kind: "names", of: "addresses", prefix: "" };
  return /^(?:path|file|files|folder|folders|plan|platform|manifest|manifests)$/.test(name)
    ? { kind: "files" }
    : undefined;
}
