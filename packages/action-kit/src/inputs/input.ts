import { nearest } from "@towpath/core";
import { printable } from "@towpath/report";

/** A value, or what was expected in its place. `hint` is a sentence. */
export type Parsed<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly expected: string; readonly found: string; readonly hint?: string | undefined };

/** One input of an action: how its text becomes a value. */
export interface Input<Value> {
  /** As `action.yml` has it; it stands in for an input that is absent or blank. */
  readonly default: string | undefined;
  readonly isRequired: boolean;
  /** Never given blanks around the text; `""` only where there is no default and none is required. */
  readonly parse: (text: string) => Parsed<Value>;
}

/** The inputs of an action by their property name: `failOn` is the input `fail-on`. */
export type Inputs = Readonly<Record<string, Input<unknown>>>;

/** What {@link readInputs} makes of them. */
export type InputValues<Spec extends Inputs> = {
  readonly [Name in keyof Spec]: Spec[Name] extends Input<infer Value> ? Value : never;
};

/** Any text: undefined where it is absent and has no default. */
export function text(): Input<string | undefined>;
export function text(options: { readonly default: string } | { readonly isRequired: true }): Input<string>;
export function text(
  options: { readonly default?: string; readonly isRequired?: boolean } = {},
): Input<string | undefined> {
  return {
    default: options.default,
    isRequired: options.isRequired ?? false,
    parse: (found) => ({ ok: true, value: found === "" ? undefined : found }),
  };
}

/** A boolean as YAML 1.2's core schema writes it: `true`, `True`, `TRUE`, `false`, `False`, `FALSE`. */
export function flag(byDefault: boolean): Input<boolean> {
  return {
    default: String(byDefault),
    isRequired: false,
    parse: (found) => {
      if (/^(?:true|True|TRUE)$/.test(found)) return { ok: true, value: true };
      if (/^(?:false|False|FALSE)$/.test(found)) return { ok: true, value: false };
      return { ok: false, expected: "true or false", found };
    },
  };
}

/** One word of a closed list. */
export function choice<const Word extends string>(words: readonly Word[], byDefault: Word): Input<Word> {
  return {
    default: byDefault,
    isRequired: false,
    parse: (found) => {
      const value = words.find((word) => word === found);
      if (value !== undefined) return { ok: true, value };
      const near = nearest(found, words);
      return { ok: false, expected: `one of ${words.join(", ")}`, found, hint: near && `Did you mean "${near}"?` };
    },
  };
}

/** Texts, one a line; blank lines do not count. */
export function lines(byDefault?: string): Input<readonly string[]> {
  return {
    default: byDefault,
    isRequired: false,
    parse: (found) => ({ ok: true, value: separated(found, /[\r\n]+/) }),
  };
}

/** A whole number, in a range that both ends belong to. */
export function wholeNumber(byDefault: number, [least, most]: readonly [number, number]): Input<number> {
  return {
    default: String(byDefault),
    isRequired: false,
    parse: (found) => {
      const value = /^[0-9]{1,9}$/.test(found) ? Number(found) : Number.NaN;
      if (value >= least && value <= most) return { ok: true, value };
      return { ok: false, expected: `a whole number from ${least} to ${most}`, found };
    },
  };
}

const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]*$/;

/** Names, one a line or with commas between them: `dev, prod`. */
export function names(): Input<readonly string[]> {
  return {
    default: undefined,
    isRequired: false,
    parse: (found) => {
      const value = separated(found, /[\r\n,]+/);
      const wrong = value.find((name) => !NAME.test(name));
      if (wrong === undefined) return { ok: true, value };
      return { ok: false, expected: "names of letters, digits, dots and dashes, one a line", found: printable(wrong) };
    },
  };
}

function separated(found: string, separator: RegExp): readonly string[] {
  return found
    .split(separator)
    .map((part) => part.trim())
    .filter((part) => part !== "");
}
