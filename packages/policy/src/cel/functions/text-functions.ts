import { type Budget, LONGEST_TEXT } from "../budget.ts";
import { FaultHalt } from "../halt.ts";
import { type CelType, listOf, types } from "../type/cel-type.ts";
import { type CelValue, isList, kindOf } from "../value/cel-value.ts";
import { numberAt, type Overload, textAt } from "./overload.ts";

const { string, int, bool } = types;
const strings = listOf(string);

/**
 * What can be asked of a text. Places in it count characters (code points), from 0, as cel-go's extension does.
 * https://github.com/google/cel-go/blob/master/ext/README.md#strings
 */
export const textFunctions: readonly Overload[] = [
  method("contains", [string, string], bool, (values) => textAt(values, 0).includes(textAt(values, 1))),
  method("startsWith", [string, string], bool, (values) => textAt(values, 0).startsWith(textAt(values, 1))),
  method("endsWith", [string, string], bool, (values) => textAt(values, 0).endsWith(textAt(values, 1))),
  method("lowerAscii", [string], string, (values) =>
    textAt(values, 0).replace(/[A-Z]+/g, (some) => some.toLowerCase()),
  ),
  method("upperAscii", [string], string, (values) =>
    textAt(values, 0).replace(/[a-z]+/g, (some) => some.toUpperCase()),
  ),
  method("trim", [string], string, (values) =>
    textAt(values, 0).replace(/^[\p{White_Space}]+|[\p{White_Space}]+$/gu, ""),
  ),
  method("indexOf", [string, string], int, (values) => indexOf(values, 0)),
  method("indexOf", [string, string, int], int, (values) => indexOf(values, numberAt(values, 2))),
  method("lastIndexOf", [string, string], int, (values) => lastIndexOf(values, undefined)),
  method("lastIndexOf", [string, string, int], int, (values) => lastIndexOf(values, numberAt(values, 2))),
  method("substring", [string, int], string, (values) => substring(values, undefined)),
  method("substring", [string, int, int], string, (values) => substring(values, numberAt(values, 2))),
  method("charAt", [string, int], string, (values) => {
    const [characters, at] = [[...textAt(values, 0)], numberAt(values, 1)];
    if (at < 0 || at > characters.length) throw new FaultHalt(`there is no character ${at} in it`);
    return characters[at] ?? "";
  }),
  method("split", [string, string], strings, (values, budget) => split(values, -1, budget)),
  method("split", [string, string, int], strings, (values, budget) => split(values, numberAt(values, 2), budget)),
  method("join", [strings], string, (values, budget) => joined(values, "", budget)),
  method("join", [strings, string], string, (values, budget) => joined(values, textAt(values, 1), budget)),
  method("replace", [string, string, string], string, (values, budget) => replace(values, -1, budget)),
  method("replace", [string, string, string, int], string, (values, budget) =>
    replace(values, numberAt(values, 3), budget),
  ),
];

function method(
  name: string,
  takes: readonly CelType[],
  gives: CelType,
  run: (values: readonly CelValue[], budget: Budget) => CelValue,
): Overload {
  return {
    name,
    isMethod: true,
    takes,
    gives,
    run(values, budget) {
      const [receiver] = values;
      if (typeof receiver === "string") budget.spend(receiver.length >> 4);
      return run(values, budget);
    },
  };
}

function indexOf(values: readonly CelValue[], from: number): bigint {
  const [text, found] = [textAt(values, 0), textAt(values, 1)];
  const characters = [...text];
  if (from < 0 || from > characters.length) throw new FaultHalt(`there is no character ${from} in it`);
  const before = characters.slice(0, from).join("").length;
  const at = text.indexOf(found, before);
  return at === -1 ? -1n : BigInt([...text.slice(0, at)].length);
}

function lastIndexOf(values: readonly CelValue[], from: number | undefined): bigint {
  const [text, found] = [textAt(values, 0), textAt(values, 1)];
  const characters = [...text];
  if (from !== undefined && (from < 0 || from > characters.length)) {
    throw new FaultHalt(`there is no character ${from} in it`);
  }
  const at = text.lastIndexOf(found, from === undefined ? undefined : characters.slice(0, from).join("").length);
  return at === -1 ? -1n : BigInt([...text.slice(0, at)].length);
}

/** @param limit how often; below zero as often as it is found */
function replace(values: readonly CelValue[], limit: number, budget: Budget): string {
  const [text, found, instead] = [textAt(values, 0), textAt(values, 1), textAt(values, 2)];
  if (limit === 0) return text;
  if (found === "") throw new FaultHalt("an empty text cannot be replaced");
  return joined([split(values, limit < 0 ? -1 : limit + 1, budget)], instead, budget);
}

function substring(values: readonly CelValue[], to: number | undefined): string {
  const [characters, from] = [[...textAt(values, 0)], numberAt(values, 1)];
  const end = to ?? characters.length;
  if (from < 0 || end < from || end > characters.length) {
    throw new FaultHalt(`there is nothing from ${from} to ${end} in a text of ${characters.length} characters`);
  }
  return characters.slice(from, end).join("");
}

function split(values: readonly CelValue[], limit: number, budget: Budget): readonly string[] {
  const [text, separator] = [textAt(values, 0), textAt(values, 1)];
  if (limit === 0) return [];
  const parts = separator === "" ? [...text] : text.split(separator);
  budget.spend(parts.length);
  if (limit < 0 || parts.length <= limit) return parts;
  return [...parts.slice(0, limit - 1), parts.slice(limit - 1).join(separator)];
}

function joined([list = null]: readonly CelValue[], separator: string, budget: Budget): string {
  if (!isList(list)) throw new FaultHalt(`list was expected, and there is ${kindOf(list)}`);
  let length = 0;
  for (const [index] of list.entries()) length += textAt(list, index).length + separator.length;
  if (length > LONGEST_TEXT) throw new FaultHalt(`the text would have ${length.toLocaleString("en")} characters`);
  budget.spend(list.length + (length >> 5));
  return list.join(separator);
}
