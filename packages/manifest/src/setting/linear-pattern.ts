/** How many steps a pattern may come to: `[a-z]{1,63}` comes to 63 letters and 62 ways around them. */
const MOST_STEPS = 2_000;

/** How a pattern is walked through, a step for each character, choice and boundary. */
type Step =
  | { readonly kind: "character"; readonly fits: (character: string) => boolean }
  | { readonly kind: "boundary"; readonly holds: (before: string, after: string) => boolean }
  | { readonly kind: "choice"; readonly to: number[] };

type Quantifier = { readonly least: number; readonly most: number };

/** Why a pattern cannot be matched in linear time, the part of a sentence that follows it. */
export class NotLinear extends Error {}

const ESCAPE = /\\(?:[pP]\{[^}]*\}|u\{[^}]*\}|u[dD][89abAB]..\\u[dD][c-fC-F]..|u....|x..|c.|.)/suy;
const CLASS = /\[(?:\\.|[^\]\\])*\]/suy;
const GROUP = /\((?:\?(?::|<(?![=!])[^>]*>))?/suy;
const REPETITION = /(?:[*+?]|\{(\d+)(,(\d*))?\})\??/suy;

/**
 * A pattern as a test of texts whose time grows with the text and no faster, whatever the pattern: all ways through it are
 * gone at once (Thompson, https://doi.org/10.1145/363347.363387). Anchors, classes, groups, choices and repetitions mean
 * what they mean in JavaScript with the flag `u`.
 *
 * @param pattern a regular expression that JavaScript takes
 * @throws {NotLinear} for one that refers back, looks ahead or behind, sets flags, or comes to too many steps
 */
export function linearPattern(pattern: string): (text: string) => boolean {
  const steps: Step[] = [];
  let at = 0;

  const take = (expression: RegExp): RegExpExecArray | null => {
    expression.lastIndex = at;
    const found = expression.exec(pattern);
    if (found) at = expression.lastIndex;
    return found;
  };
  let written = 0;
  const add = (step: Step): number => {
    if (steps.length >= MOST_STEPS) throw new NotLinear("repeats too much too often");
    return steps.push(step) - 1;
  };
  const choice = (...to: number[]): number[] => {
    add({ kind: "choice", to });
    return to;
  };

  /** Reads what may follow one after the other, and writes it down when it is asked to. */
  type Part = () => void;

  const choices = (): Part => {
    const all: Part[] = [sequence()];
    while (pattern.charAt(at) === "|") {
      at += 1;
      all.push(sequence());
    }
    const [only] = all;
    if (all.length === 1 && only) return only;
    return () => {
      const ends: number[][] = [];
      for (const [index, part] of all.entries()) {
        const isLast = index === all.length - 1;
        const ways = isLast ? undefined : choice(steps.length + 1);
        part();
        if (!isLast) ends.push(choice());
        ways?.push(steps.length);
      }
      for (const end of ends) end.push(steps.length);
    };
  };

  const sequence = (): Part => {
    const parts: Part[] = [];
    while (at < pattern.length && pattern.charAt(at) !== "|" && pattern.charAt(at) !== ")") {
      const part = single();
      const repetition = take(REPETITION);
      parts.push(repetition ? repeated(part, quantifierOf(repetition)) : part);
    }
    return () => {
      for (const part of parts) part();
    };
  };

  const single = (): Part => {
    if (pattern.charAt(at) === "(") {
      const opening = take(GROUP);
      if (pattern.charAt(at) === "?") throw new NotLinear(specialGroup(pattern.charAt(at + 1)));
      const inner = opening ? choices() : () => undefined;
      at += 1;
      return inner;
    }
    const escaped = take(ESCAPE)?.[0];
    if (escaped && /^\\[1-9k]/.test(escaped)) throw new NotLinear("refers back to a group, which can take for ever");
    if (escaped === "\\b") return boundary((before, after) => isWord(before) !== isWord(after));
    if (escaped === "\\B") return boundary((before, after) => isWord(before) === isWord(after));
    const atom = escaped ?? take(CLASS)?.[0] ?? String.fromCodePoint(pattern.codePointAt(at) ?? 0);
    if (escaped === undefined && !atom.startsWith("[")) at += atom.length;
    else if (atom === "[") at += 1;
    if (atom === "^") return boundary((before) => before === "");
    if (atom === "$") return boundary((_, after) => after === "");
    const fits = characterTest(atom);
    return () => void add({ kind: "character", fits });
  };

  const boundary = (holds: (before: string, after: string) => boolean): Part => {
    return () => void add({ kind: "boundary", holds });
  };

  const repeated =
    (part: Part, { least, most }: Quantifier): Part =>
    () => {
      const write = (): void => {
        written += 1;
        // Also where there is nothing to write: a thousand times nothing a thousand times takes its time.
        if (written > MOST_STEPS) throw new NotLinear("repeats too much too often");
        part();
      };
      for (let time = 0; time < least; time += 1) write();
      if (most === Number.POSITIVE_INFINITY) {
        const start = steps.length;
        const ways = choice(start + 1);
        write();
        choice(start);
        ways.push(steps.length);
        return;
      }
      const around: number[][] = [];
      for (let time = least; time < most; time += 1) {
        around.push(choice(steps.length + 1));
        write();
      }
      for (const ways of around) ways.push(steps.length);
    };

  choices()();
  return (text) => fitsSomewhere(steps, text);
}

function quantifierOf([written, least, upTo, most]: RegExpExecArray): Quantifier {
  const sign = written.charAt(0);
  if (sign !== "{") return { least: sign === "+" ? 1 : 0, most: sign === "?" ? 1 : Number.POSITIVE_INFINITY };
  return {
    least: Number(least),
    most: upTo === undefined ? Number(least) : most ? Number(most) : Number.POSITIVE_INFINITY,
  };
}

function specialGroup(sign: string): string {
  return /[=!<]/.test(sign)
    ? "looks ahead or behind, which is not allowed"
    : "sets flags of its own, which is not allowed";
}

/** Whether a character is one that an atom stands for. What was asked once is remembered: texts repeat their letters. */
function characterTest(atom: string): (character: string) => boolean {
  if (/^[^\\[.]/.test(atom)) return (character) => character === atom;
  const expression = new RegExp(`^${atom}$`, "u");
  const known = new Map<string, boolean>();
  return (character) => {
    const before = known.get(character);
    if (before !== undefined) return before;
    const fits = expression.test(character);
    if (known.size < 1_000) known.set(character, fits);
    return fits;
  };
}

function isWord(character: string): boolean {
  return /^\w$/.test(character);
}

/** Goes all ways through the steps at once, from every character of the text. */
function fitsSomewhere(steps: readonly Step[], text: string): boolean {
  const characters = Array.from(text);
  let here: number[] = [0];
  for (let index = 0; index <= characters.length; index += 1) {
    const [before = "", after = ""] = [index === 0 ? "" : characters[index - 1], characters[index]];
    const seen = new Uint8Array(steps.length);
    const next: number[] = [];
    while (here.length > 0) {
      const at = here.pop() ?? 0;
      const step = steps[at];
      if (!step) return true;
      if (seen[at] === 1) continue;
      seen[at] = 1;
      if (step.kind === "choice") here.push(...step.to);
      else if (step.kind === "boundary") {
        if (step.holds(before, after)) here.push(at + 1);
      } else if (after !== "" && step.fits(after)) next.push(at + 1);
    }
    here = next;
    here.push(0);
  }
  return false;
}
