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
import { CommanderError, Command as Program } from "commander";
import { COMMON_OPTIONS, type Command, type Input } from "./commands/command.ts";
import { commands } from "./commands/commands.ts";
import { ask, questionsOn } from "./terminal/ask.ts";
import { abortOnSignals } from "./terminal/interruption.ts";
import { showProgress } from "./terminal/progress.ts";
import { sourceReader } from "./terminal/source-reader.ts";
import { VERSION } from "./version.ts";

/**
 * Runs the command line and gives its exit code: `0` done, `1` findings, tests or a gate say no, `2` usage or an invalid
 * document, `3` an engine, a rule or a service failed, `130` interrupted.
 *
 * @param words what was typed behind `towpath`
 */
export async function runCommandLine(words: readonly string[]): Promise<number> {
  const program = new Program("towpath");
  let exitCode: number = EXIT_CODES.ok;
  program
    .description("From one manifest to a running service, with what it needs.")
    .version(VERSION, "-V, --version", "print the version")
    .helpOption("-h, --help", "print help for a command")
    .configureHelp({ showGlobalOptions: false })
    .showSuggestionAfterError(true)
    .showHelpAfterError("Run the same command with --help for what it takes.")
    .exitOverride();
  for (const command of commands) {
    addCommand(program, command, async (input, common) => {
      exitCode = await runCommand(command, input, common);
    });
  }
  program.addHelpText(
    "after",
    "\nExit codes: 0 done, 1 findings or a refused gate, 2 usage or an invalid document, 3 a failure, 130 interrupted.",
  );
  try {
    await program.parseAsync([...words], { from: "user" });
    return exitCode;
  } catch (error) {
    if (!(error instanceof CommanderError)) return unexpected(error, words.includes("--debug"));
    const isHelp =
      error.code === "commander.help" || error.code === "commander.helpDisplayed" || error.code === "commander.version";
    return isHelp && (words.length > 0 || error.exitCode === 0) ? EXIT_CODES.ok : EXIT_CODES.invalid;
  }
}

/** What no result could be made of: the folder that the command was started in is gone, say. */
function unexpected(thrown: unknown, isDebug: boolean): number {
  process.stderr.write(`Something went wrong that Towpath did not expect: ${printable(errorMessage(thrown))}\n`);
  if (isDebug) printStack(thrown);
  else process.stderr.write("Run the same command again with --debug and report what it prints.\n");
  return EXIT_CODES.fault;
}

interface CommonOptions {
  readonly isJson: boolean;
  readonly isQuiet: boolean;
  readonly isDebug: boolean;
  readonly hasColour: boolean;
}

function addCommand(
  program: Program,
  command: Command,
  run: (input: (signal: AbortSignal) => Input, common: CommonOptions) => Promise<void>,
): void {
  const words = command.name.split(" ");
  const subcommand = words
    .slice(0, -1)
    .reduce((above, word) => above.commands.find((known) => known.name() === word) ?? group(above, word), program)
    .command(words.at(-1) ?? command.name)
    .summary(command.summary)
    .description(command.description ?? command.summary);
  if (command.argument) subcommand.argument(command.argument.syntax, command.argument.description);
  for (const { flags, description, isList } of command.options) {
    if (isList)
      subcommand.option(flags, description, (value: string, before: readonly string[] = []) => [...before, value]);
    else subcommand.option(flags, description);
  }
  for (const { flags, description } of COMMON_OPTIONS) subcommand.option(flags, description);
  subcommand
    .exitOverride()
    .addHelpText(
      "after",
      `\nExamples:\n${command.examples.map(([line, what]) => `  ${line}\n      ${what}`).join("\n")}`,
    )
    .action(async (...given: readonly unknown[]) => {
      const options: Readonly<Record<string, unknown>> = subcommand.opts();
      const isJson = options["json"] === true;
      const common: CommonOptions = {
        isJson,
        isQuiet: options["quiet"] === true,
        isDebug: options["debug"] === true,
        hasColour: !isJson && hasColour(options["color"] !== false),
      };
      const positional = command.argument ? given[0] : undefined;
      await run((signal) => readInput(options, positional, isJson, signal), common);
    });
}

/** A word that does nothing by itself: `import` of `import score`. */
function group(above: Program, word: string): Program {
  return above
    .command(word)
    .summary(GROUPS.get(word) ?? "")
    .description(GROUPS.get(word) ?? "")
    .helpOption("-h, --help", "print help for a command")
    .showSuggestionAfterError(true)
    .showHelpAfterError("Run the same command with --help for what it takes.")
    .exitOverride();
}

const GROUPS: ReadonlyMap<string, string> = new Map([
  ["import", "take over what another tool's documents say"],
  ["export", "write what Towpath knows for another tool"],
  ["platform", "for whoever writes a platform"],
]);

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
  const canAsk = process.stdin.isTTY === true && process.stderr.isTTY === true && !isJson;
  return {
    arguments: texts(positional),
    text: (name) => texts(options[name]).at(-1),
    list: (name) => texts(options[name]),
    flag: (name) => options[name] === true,
    ask: canAsk ? (question) => ask(question, signal) : undefined,
    questions: canAsk ? questionsOn(signal) : undefined,
    isJson,
    writeLine: (line) => process.stdout.write(`${withoutCommand(printable(line))}\n`),
    isTerminal: process.stdout.isTTY === true,
  };
}

async function runCommand(
  command: Command,
  inputOf: (signal: AbortSignal) => Input,
  { isJson, isQuiet, isDebug, hasColour }: CommonOptions,
): Promise<number> {
  const progress = showProgress({
    write: (text) => process.stderr.write(text),
    isTerminal: process.stderr.isTTY === true,
    columns: process.stderr.columns ?? 80,
    isQuiet: isQuiet || isJson,
    monotonic: () => performance.now(),
  });
  const interruption = abortOnSignals((text) => progress.onEvent({ type: "notice", message: text }));
  const effects = nodeEffects({ signal: interruption.signal, events: progress.onEvent });
  try {
    const result = await command.run(inputOf(interruption.signal), effects);
    progress.close();
    // Who reads the lines of a log from a pipe wants these lines and no others.
    const isLogForPipe = command.name === "logs" && process.stdout.isTTY !== true;
    print(result, { isJson, isQuiet: isQuiet || isLogForPipe, hasColour });
    if (isDebug) await printCause(result);
    return EXIT_CODES[result.status];
  } finally {
    progress.close();
    interruption.close();
  }
}

function print(result: Result, { isJson, isQuiet, hasColour }: Omit<CommonOptions, "isDebug">): void {
  if (isJson) {
    process.stdout.write(renderJson(result));
    return;
  }
  const documents = renderDocuments(result);
  const text = renderText(result, {
    colour: hasColour,
    quiet: isQuiet || documents !== undefined,
    width: process.stdout.columns ?? 100,
    source: sourceReader(process.cwd()),
  });
  // A document may be piped on: what else there is to say goes elsewhere.
  if (documents === undefined) process.stdout.write(text);
  else {
    process.stdout.write(documents);
    process.stderr.write(text);
  }
}

async function printCause(result: Result): Promise<void> {
  const { causeOf } = await import("@towpath/operations");
  printStack(causeOf(result));
}

function printStack(thrown: unknown): void {
  for (const line of stackLines(thrown)) process.stderr.write(`${withoutCommand(line)}\n`);
}
