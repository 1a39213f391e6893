import type { Option } from "./commands/command.ts";

/**
 * Words with a value for each option that need not have one: `--fix` becomes `--fix=safe`, so that the word behind it is what
 * it looks like, a file. What stands behind `--` stays.
 */
export function attachedValues(words: readonly string[], options: readonly Option[]): readonly string[] {
  const values = new Map(
    options.flatMap(({ flags, choices: [first] = [] }) => {
      const [, long] = /(--[\w-]+) \[/.exec(flags) ?? [];
      return long === undefined || first === undefined ? [] : [[long, first] as const];
    }),
  );
  const end = words.indexOf("--");
  return words.map((word, index) => {
    const value = end === -1 || index < end ? values.get(word) : undefined;
    return value === undefined ? word : `${word}=${value}`;
  });
}
