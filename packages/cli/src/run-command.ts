import { type Effects, errorMessage, nodeEffects } from "@towpath/core";
import type { Reported } from "@towpath/operations/reporting";
import {
  EXIT_CODES,
  jsonParts,
  printable,
  type Result,
  renderDocuments,
  renderText,
  stackLines,
  withoutCommand,
} from "@towpath/report";
import type { Command, Input } from "./commands/command.ts";
import { ask, questionsOn } from "./terminal/ask.ts";
import { abortOnSignals } from "./terminal/interruption.ts";
import { holdLooseErrors } from "./terminal/loose-errors.ts";
import { showProgress } from "./terminal/progress.ts";
import { sourceReader } from "./terminal/source-reader.ts";

/** What was typed behind a command. */
export interface Typed {
  /** By their long names in camel case: `true`, a text, or several. `color` is false where none is wanted. */
  readonly options: Readonly<Record<string, unknown>>;
  readonly positional: unknown;
}

/** Runs a command and prints what came of it. @returns the exit code */
export async function runCommand(command: Command, { options, positional }: Typed): Promise<number> {
  const format = reportFormat(command, options);
  const isJson = options["json"] === true || format === "json";
  const isQuiet = options["quiet"] === true;
  const isDebug = options["debug"] === true;
  const progress = showProgress({
    write: (text) => process.stderr.write(text),
    isTerminal: process.stderr.isTTY === true,
    // A terminal that was never given a size has none: 0 columns.
    columns: process.stderr.columns || 80,
    isQuiet: isQuiet || isJson,
    monotonic: () => performance.now(),
  });
  const interruption = abortOnSignals((text) => progress.onEvent({ type: "notice", message: text }));
  const looseErrors = holdLooseErrors(interruption.stop);
  const effects = nodeEffects({ signal: interruption.signal, events: progress.onEvent });
  try {
    const run = () => command.run(readInput(options, positional, isJson, interruption.signal), effects);
    const { result, printed } = await report(command, options, effects, run);
    progress.close();
    if (printed) {
      for (const part of printed.parts) process.stdout.write(part);
      return EXIT_CODES[result.status];
    }
    // Who reads the lines of a log from a pipe wants these lines and no others.
    const isLogForPipe = command.name === "logs" && process.stdout.isTTY !== true;
    print(result, {
      isJson,
      isQuiet: isQuiet || (isLogForPipe && result.status === "ok"),
      isAside: isLogForPipe,
      hasColour: hasColour(options["color"] !== false),
      isWaivedShown: options["waived"] === true,
    });
    if (isDebug) await printCause(result);
    return EXIT_CODES[result.status];
  } finally {
    progress.close();
    looseErrors.close();
    interruption.close();
  }
}

/** Runs a command, and writes its result in the formats that it was asked for in: hardly ever in any. */
async function report(
  command: Command,
  options: Typed["options"],
  effects: Effects,
  run: () => Promise<Result>,
): Promise<Reported> {
  const format = reportFormat(command, options);
  const reports = command.reports === undefined ? [] : texts(options["report"]);
  if (command.reports === undefined || (format === undefined && reports.length === 0)) {
    return { result: await run(), printed: undefined };
  }
  const { reported } = await import("@towpath/operations/reporting");
  const { VERSION: version } = await import("./version.ts");
  const request = { format, isJson: options["json"] === true, reports, version };
  const answer = await reported(command.reports, request, effects, run);
  // These two are printed as they are without a format: on a terminal, say, in colour.
  return format === "text" || format === "json" ? { ...answer, printed: undefined } : answer;
}

function reportFormat(command: Command, options: Typed["options"]): string | undefined {
  return command.reports === undefined ? undefined : texts(options["format"]).at(-1);
}

/** What no result could be made of: the folder that the command was started in is gone, say. */
export function unexpected(thrown: unknown, isDebug: boolean): number {
  process.stderr.write(`Something went wrong that Towpath did not expect: ${printable(errorMessage(thrown))}\n`);
  if (isDebug) printStack(thrown);
  else process.stderr.write("Run the same command again with --debug and report what it prints.\n");
  return EXIT_CODES.fault;
}

function hasColour(isWanted: boolean): boolean {
  if (!isWanted || process.env["NO_COLOR"]) return false;
  const forced = process.env["FORCE_COLOR"];
  if (forced) return forced !== "0" && forced !== "false";
  return process.stdout.isTTY === true;
}

function readInput(
  options: Readonly<Record<string, unknown>>,
  positional: unknown,
  isJson: boolean,
  signal: AbortSignal,
): Input {
  // Looked at when a command wants to ask: to look at what is typed on takes time, and most never ask.
  const canAsk = (): boolean => process.stdin.isTTY === true && process.stderr.isTTY === true && !isJson;
  return {
    arguments: texts(positional),
    text: (name) => texts(options[name]).at(-1),
    list: (name) => texts(options[name]),
    flag: (name) => options[name] === true,
    get ask() {
      return canAsk() ? (question: string) => ask(question, signal) : undefined;
    },
    get questions() {
      return canAsk() ? questionsOn(signal) : undefined;
    },
    isJson,
    writeLine: (line) => process.stdout.write(`${withoutCommand(printable(line))}\n`),
    isTerminal: process.stdout.isTTY === true,
  };
}

function texts(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.filter((item) => typeof item === "string");
  return typeof value === "string" ? [value] : [];
}

interface Printing {
  readonly isJson: boolean;
  readonly isQuiet: boolean;
  /** Standard output is for something else. */
  readonly isAside: boolean;
  readonly hasColour: boolean;
  readonly isWaivedShown: boolean;
}

function print(result: Result, { isJson, isQuiet, isAside, hasColour, isWaivedShown }: Printing): void {
  if (isJson) {
    for (const part of jsonParts(result)) process.stdout.write(part);
    return;
  }
  const documents = renderDocuments(result);
  const text = renderText(result, {
    colour: hasColour,
    quiet: isQuiet || documents !== undefined,
    waived: isWaivedShown,
    width: process.stdout.columns || 100,
    source: sourceReader(process.cwd()),
  });
  // A document may be piped on: what else there is to say goes elsewhere.
  if (documents === undefined) (isAside ? process.stderr : process.stdout).write(text);
  else {
    process.stdout.write(documents);
    process.stderr.write(text);
  }
}

async function printCause(result: Result): Promise<void> {
  const { causeOf } = await import("@towpath/operations/cause");
  printStack(causeOf(result));
}

function printStack(thrown: unknown): void {
  for (const line of stackLines(thrown)) process.stderr.write(`${withoutCommand(line)}\n`);
}
