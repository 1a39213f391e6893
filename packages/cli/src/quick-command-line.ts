import { parseArgs } from "node:util";
import { check } from "./commands/check.ts";
import { COMMON_OPTIONS, type Command } from "./commands/command.ts";
import { validate } from "./commands/validate.ts";
import { runCommand, type Typed, unexpected } from "./run-command.ts";

/**
 * Runs what is run all day, `validate` and `check`, as it is nearly always typed: without what help, other commands and
 * mistakes in usage need, which takes as long as the check of a manifest.
 *
 * @returns the exit code, or undefined for a command line that has to be looked at closely
 */
export async function runQuickly(words: readonly string[]): Promise<number | undefined> {
  const [name, ...rest] = words;
  const command = [validate, check].find((one) => one.name === name);
  const typed = command && read(command, rest);
  if (!command || !typed) return undefined;
  try {
    return await runCommand(command, typed);
  } catch (error) {
    return unexpected(error, words.includes("--debug"));
  }
}

/** Undefined for what is not understood for certain. */
function read(command: Command, args: readonly string[]): Typed | undefined {
  const options = Object.fromEntries(
    [...command.options, ...COMMON_OPTIONS].map(({ flags, isList = false }) => {
      const [, short, long = "", value] = /^(?:-(\w), )?--([\w-]+)( <.+>)?$/.exec(flags) ?? [];
      const type = value === undefined ? ("boolean" as const) : ("string" as const);
      return [long, { type, multiple: isList, ...(short === undefined ? {} : { short }) }];
    }),
  );
  try {
    const { values, positionals } = parseArgs({ args: [...args], options, strict: true, allowPositionals: true });
    const { "no-color": noColour, ...others } = values;
    return { options: { ...others, color: noColour !== true }, positional: positionals };
  } catch {
    return undefined;
  }
}
