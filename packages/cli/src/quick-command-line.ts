import { parseArgs } from "node:util";
import { attachedValues } from "./attached-values.ts";
import { check } from "./commands/check.ts";
import { COMMON_OPTIONS, type Command, type Option } from "./commands/command.ts";
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

/** Whether an option has a value that is none of its own. */
function isOther({ flags, choices }: Option, values: Readonly<Record<string, unknown>>): boolean {
  const [, long = ""] = /--([\w-]+) \[/.exec(flags) ?? [];
  const value = values[long];
  return typeof value === "string" && choices?.includes(value) === false;
}

/** Undefined for what is not understood for certain. */
function read(command: Command, args: readonly string[]): Typed | undefined {
  const options = Object.fromEntries(
    [...command.options, ...COMMON_OPTIONS].map(({ flags, isList = false }) => {
      const [, short, long = "", value] = /^(?:-(\w), )?--([\w-]+)( [<[].+[>\]])?$/.exec(flags) ?? [];
      const type = value === undefined ? ("boolean" as const) : ("string" as const);
      return [long, { type, multiple: isList, ...(short === undefined ? {} : { short }) }];
    }),
  );
  try {
    const words = attachedValues(args, command.options);
    const { values, positionals } = parseArgs({ args: [...words], options, strict: true, allowPositionals: true });
    if (command.options.some((option) => isOther(option, values))) return undefined;
    const { "no-color": noColour, ...others } = values;
    return { options: { ...others, color: noColour !== true }, positional: positionals };
  } catch {
    return undefined;
  }
}
