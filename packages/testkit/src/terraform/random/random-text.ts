import { randomInt } from "node:crypto";
import type { ValueObject } from "../protocol/value.ts";

const LOWER = "abcdefghijklmnopqrstuvwxyz";
const DIGITS = "0123456789";
const SPECIAL = "!@#$%&*()-_=+[]{}<>:?";

/** A text as `random_password` and `random_string` make it of their arguments: its length, and so many of each kind at least. */
export function randomText(given: ValueObject): string {
  const special =
    typeof given["override_special"] === "string" && given["override_special"] !== ""
      ? given["override_special"]
      : SPECIAL;
  const kinds: readonly (readonly [kind: string, least: string, letters: string])[] = [
    ["upper", "min_upper", LOWER.toUpperCase()],
    ["lower", "min_lower", LOWER],
    ["numeric", "min_numeric", DIGITS],
    ["special", "min_special", special],
  ];
  const taken = kinds.filter(([kind]) => given[kind] !== false);
  const least = taken.flatMap(([, name, letters]) =>
    Array.from({ length: Number(given[name] ?? 0) }, () => oneOf(letters)),
  );
  const all = taken.map(([, , letters]) => letters).join("");
  const rest = Array.from({ length: Math.max(0, Number(given["length"]) - least.length) }, () => oneOf(all));
  return shuffled([...least, ...rest]).join("");
}

const oneOf = (letters: string) => letters.charAt(randomInt(letters.length));

function shuffled(items: readonly string[]): readonly string[] {
  const order = items.map((item) => ({ item, at: randomInt(2 ** 32) }));
  return order.sort((one, other) => one.at - other.at).map(({ item }) => item);
}
