import { EXIT_CODES } from "@towpath/report";
import { CommanderError, Command as Program, Option as ProgramOption } from "commander";
import { attachedValues } from "./attached-values.ts";
import { COMMON_OPTIONS, type Command } from "./commands/command.ts";
import { commands } from "./commands/commands.ts";
import { runCommand, type Typed, unexpected } from "./run-command.ts";
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
    addCommand(program, command, async (typed) => {
      exitCode = await runCommand(command, typed);
    });
  }
  program.addHelpText(
    "after",
    "\nExit codes: 0 done, 1 findings or a refused gate, 2 usage or an invalid document, 3 a failure, 130 interrupted.",
  );
  try {
    const asked = commands.filter(({ name }) => name.split(" ").every((word, index) => word === words[index]));
    const options = asked.flatMap((command) => command.options);
    await program.parseAsync([...attachedValues(words, options)], { from: "user" });
    return exitCode;
  } catch (error) {
    if (!(error instanceof CommanderError)) return unexpected(error, words.includes("--debug"));
    const isHelp =
      error.code === "commander.help" || error.code === "commander.helpDisplayed" || error.code === "commander.version";
    return isHelp && error.exitCode === 0 ? EXIT_CODES.ok : EXIT_CODES.invalid;
  }
}

function addCommand(program: Program, command: Command, run: (typed: Typed) => Promise<void>): void {
  const words = command.name.split(" ");
  const subcommand = words
    .slice(0, -1)
    .reduce((above, word) => above.commands.find((known) => known.name() === word) ?? group(above, word), program)
    .command(words.at(-1) ?? command.name)
    .summary(command.summary)
    .description(command.description ?? command.summary);
  if (command.argument) subcommand.argument(command.argument.syntax, command.argument.description);
  for (const { flags, description, isList, choices } of command.options) {
    if (flags.includes("[")) subcommand.addOption(new ProgramOption(flags, description).choices(choices ?? []));
    else if (isList)
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
      await run({ options: subcommand.opts(), positional: command.argument ? given[0] : undefined });
    });
}

/** A word that does nothing by itself: `import` of `import score`. */
function group(above: Program, word: string): Program {
  const { summary = "", description = "" } = GROUPS.get(word) ?? {};
  const members = commands.filter(({ name }) => name.startsWith(`${word} `));
  const examples = members.flatMap(({ examples: [first] }) => (first ? [first] : []));
  return above
    .command(word)
    .summary(summary)
    .description(description)
    .usage("<command> [options]")
    .helpCommand(false)
    .helpOption(
      "-h, --help",
      `print help, also for a command: towpath ${word} ${members[0]?.name.split(" ").at(-1) ?? ""} --help`,
    )
    .configureHelp({ subcommandTerm: (command) => command.name() })
    .showSuggestionAfterError(true)
    .showHelpAfterError("Run the same command with --help for what it takes.")
    .addHelpText("after", `\nExamples:\n${examples.map(([line, what]) => `  ${line}\n      ${what}`).join("\n")}`)
    .exitOverride();
}

const GROUPS: ReadonlyMap<string, { readonly summary: string; readonly description: string }> = new Map([
  [
    "import",
    {
      summary: "take over what another tool's documents say",
      description: "Writes a manifest from what another tool's documents say. What cannot be taken over is named.",
    },
  ],
  [
    "export",
    {
      summary: "write what Towpath knows for another tool",
      description: "Writes what the manifests say in the form that another tool reads. The manifests stay the source.",
    },
  ],
  [
    "platform",
    {
      summary: "for whoever writes a platform",
      description: "For whoever writes a platform: what is wrong with it, before services meet it.",
    },
  ],
  [
    "state",
    {
      summary: "what is on record of what was made",
      description:
        "Shows what is on record of what was made, and how it came about. Takes locks from runs that are gone.",
    },
  ],
  [
    "waiver",
    {
      summary: "dated, owned exceptions to rules",
      description: "Shows how waivers stand, and writes those for what fails today.",
    },
  ],
  [
    "evidence",
    {
      summary: "signed statements of what was done",
      description: "Shows what is on record of a service, says whether that is whole, and packs it for an auditor.",
    },
  ],
]);
