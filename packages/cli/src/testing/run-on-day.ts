import { join } from "node:path";
import { parseArgs } from "node:util";
import { nodeClock, nodeEffects } from "@towpath/core";
import { EXIT_CODES, renderText } from "@towpath/report";
import { attachedValues } from "../attached-values.ts";
import type { Command } from "../commands/command.ts";
import { commands } from "../commands/commands.ts";
import { sourceReader } from "../terminal/source-reader.ts";
import type { Run } from "./run-towpath.ts";

/**
 * Runs a command on another day than today, as `towpath` would: pages show what has a date in it.
 *
 * @param line what is typed behind `towpath`; a word in single quotes may have blanks in it
 * @param day `YYYY-MM-DD`, at noon in UTC
 * @param variables more of them than where Towpath keeps everything
 */
export async function runOnDay(
  line: string,
  folder: string,
  day: string,
  variables: Readonly<Record<string, string>> = {},
): Promise<Pick<Run, "exitCode" | "stdout">> {
  const typed = [...line.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? "");
  const command = commandOf(typed);
  const words = attachedValues(typed.slice(command.name.split(" ").length), command.options);
  const { values, positionals } = parseArgs({ args: [...words], options: optionsOf(command), allowPositionals: true });
  const typedAs = (name: string) => values[name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)];
  const list = (name: string): readonly string[] =>
    [typedAs(name) ?? []].flat().filter((value) => typeof value === "string");
  const result = await command.run(
    {
      arguments: positionals,
      text: (name) => list(name).at(-1),
      list,
      flag: (name) => typedAs(name) === true,
      ask: undefined,
      questions: undefined,
      isJson: false,
      writeLine: () => {},
      isTerminal: false,
    },
    nodeEffects({
      signal: new AbortController().signal,
      events: () => {},
      clock: { ...nodeClock, now: () => new Date(`${day}T12:00:00Z`) },
      variables: { TOWPATH_HOME: join(folder, ".home"), ...variables },
      folder,
    }),
  );
  const isWaivedShown = values["waived"] === true;
  const stdout = renderText(result, { colour: false, width: 100, waived: isWaivedShown, source: sourceReader(folder) });
  return { exitCode: EXIT_CODES[result.status], stdout };
}

function commandOf(words: readonly string[]): Command {
  const found = commands.find(({ name }) => name.split(" ").every((word, index) => word === words[index]));
  if (!found) throw new Error(`There is no command ${words.join(" ")}.`);
  return found;
}

function optionsOf({ options }: Command) {
  return Object.fromEntries(
    options.map(({ flags, isList = false }) => {
      const [, short, long = "", value] = /^(?:-(\w), )?--([\w-]+)( [<[].+[>\]])?$/.exec(flags) ?? [];
      const type = value === undefined ? ("boolean" as const) : ("string" as const);
      return [long, { type, multiple: isList, ...(short === undefined ? {} : { short }) }];
    }),
  );
}
