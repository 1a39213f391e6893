import { errorMessage, nodeEffects } from "@towpath/core";
import {
  EXIT_CODES,
  printable,
  type Result,
  renderDocuments,
  renderJson,
  renderText,
  stackLines,
  withoutCommand,
} from "@towpath/report";
import type { Command, Input } from "./commands/command.ts";
import { ask, questionsOn } from "./terminal/ask.ts";
import { abortOnSignals } from "./terminal/interruption.ts";
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
  const isJson = options["json"] === true;
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
  const effects = nodeEffects({ signal: interruption.signal, events: progress.onEvent });
  try {
    const result = await command.run(readInput(options, positional, isJson, interruption.signal), effects);
    progress.close();
    // Who reads the lines of a log from a pipe wants these lines and no others.
    const isLogForPipe = command.name === "logs" && process.stdout.isTTY !== true;
    print(result, {
      isJson,
      isQuiet: isQuiet || (isLogForPipe && result.status === "ok"),
      isAside: isLogForPipe,
      hasColour: hasColour(options["color"] !== false),
    });
    if (isDebug) await printCause(result);
    return EXIT_CODES[result.status];
  } finally {
    progress.close();
    interruption.close();
  }
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
  const texts = (value: unknown): readonly string[] =>
    Array.isArray(value) ? value.filter((item) => typeof item === "string") : typeof value === "string" ? [value] : [];
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

interface Printing {
  readonly isJson: boolean;
  readonly isQuiet: boolean;
  /** Standard output is for something else. */
  readonly isAside: boolean;
  readonly hasColour: boolean;
}

function print(result: Result, { isJson, isQuiet, isAside, hasColour }: Printing): void {
  if (isJson) {
    process.stdout.write(renderJson(result));
    return;
  }
  const documents = renderDocuments(result);
  const text = renderText(result, {
    colour: hasColour,
    quiet: isQuiet || documents !== undefined,
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
