import type { Effects } from "@towpath/core";
import type { EnvironmentRequest, Questions } from "@towpath/operations";
import type { Result, Verb } from "@towpath/report";

/** One command of the CLI: what it is called, what it takes, what it shows as help, and the operation that it calls. */
export interface Command {
  readonly name: string;
  readonly summary: string;
  /** More than one sentence about it, for `--help`. */
  readonly description?: string;
  /** `[files...]`, as commander writes arguments. */
  readonly argument?: {
    readonly syntax: string;
    readonly description: string;
    /** All that may be typed there, for the shell to complete. */
    readonly choices?: readonly string[];
  };
  readonly options: readonly Option[];
  /** The operation whose result may be written in several formats: those commands take {@link REPORT_OPTIONS}. */
  readonly reports?: Verb;
  /** Each a command line with what it does. */
  readonly examples: readonly (readonly [line: string, what: string])[];
  run(input: Input, effects: Effects): Promise<Result>;
}

/** An option of a command. */
export interface Option {
  /** `-e, --environment <name>`, as commander writes options. */
  readonly flags: string;
  readonly description: string;
  /** May be given more than once. */
  readonly isList?: boolean;
  /** All values that it takes, for the shell to complete. The first is what an option of `[value]` means without one. */
  readonly choices?: readonly string[];
}

/** What was typed, by the options' long names in camel case. */
export interface Input {
  readonly arguments: readonly string[];
  text(name: string): string | undefined;
  list(name: string): readonly string[];
  flag(name: string): boolean;
  /** Asks on the terminal; undefined where there is none to ask on. */
  readonly ask: ((question: string) => Promise<boolean>) | undefined;
  /** Asks for more than a yes; undefined where there is no terminal to ask on. */
  readonly questions: Questions | undefined;
  /** One JSON document is printed, and nothing else. */
  readonly isJson: boolean;
  /** Writes a line of a stream of lines at once (`logs`). */
  readonly writeLine: (line: string) => void;
  /** Output goes to a terminal. */
  readonly isTerminal: boolean;
}

/** Which service, by which platform. */
export const MANIFEST_OPTIONS: readonly Option[] = [
  { flags: "-f, --file <path>", description: "the service's manifest (default: towpath.yaml)" },
  {
    flags: "-p, --platform <platform>",
    description:
      "the platform: a path, an npm package, a git tag (default: $TOWPATH_PLATFORM, the manifest's own, or the starter platform)",
  },
];

/** Which environment. */
export const ENVIRONMENT_OPTION: Option = {
  flags: "-e, --environment <name>",
  description: "the environment (default: the only one there is)",
};

/** Between which days. */
export const PERIOD_OPTIONS: readonly Option[] = [
  { flags: "--from <day>", description: "the first day, in UTC, or a time: 2026-10-01, 2026-10-01T12:00:00Z" },
  { flags: "--to <day>", description: "the last day, or a time" },
];

/** What a person allows. */
export const CONSENT_OPTIONS: readonly Option[] = [
  { flags: "-y, --yes", description: "do not ask" },
  {
    flags: "--allow <risk:address>",
    description: "allow one change that loses data, as data-loss:resources.db",
    isList: true,
  },
];

/** What was approved. */
export const APPROVED_OPTION: Option = {
  flags: "--approved <digest>",
  description: "carry out only the changes that have this digest, as towpath plan shows it",
};

/** How changes are let through while the environment takes none. */
export const OVERRIDE_OPTION: Option = {
  flags: "--override-freeze <reason>",
  description: "ask to pass a freeze, and say why; a second person confirms it with towpath approve",
};

/** What a command takes whose findings are read by others, too. */
export const REPORT_OPTIONS: readonly Option[] = [
  {
    flags: "--format <format>",
    description: "what to print: text, json, markdown, github, comment, sarif or junit (default: text)",
    choices: ["text", "json", "markdown", "github", "comment", "sarif", "junit"],
  },
  {
    flags: "--report <format=path>",
    description: "also write a report to a file, as sarif=towpath.sarif; may be given more than once",
    isList: true,
  },
];

/** Whether what is waived is printed. */
export const WAIVED_OPTION: Option = { flags: "--waived", description: "show findings that are waived, too" };

/** What every command takes beside its own. */
export const COMMON_OPTIONS: readonly Option[] = [
  { flags: "--json", description: "print one JSON document on stdout, and nothing else" },
  { flags: "-q, --quiet", description: "print findings and errors only" },
  { flags: "--no-color", description: "print without colour (also: NO_COLOR=1)" },
  { flags: "--debug", description: "print the stack of an error" },
];

/** The request that every command about one environment shares. */
export function environmentRequest(input: Input): EnvironmentRequest {
  return { manifest: input.text("file"), platform: input.text("platform"), environment: input.text("environment") };
}
