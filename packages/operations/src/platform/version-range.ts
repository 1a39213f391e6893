/** Three numbers, compared from the left. */
type Numbers = readonly [major: number, minor: number, patch: number];

/** From `from` up to, not including, `to`. */
interface Interval {
  readonly from: Numbers;
  readonly to: Numbers;
}

const ZERO: Numbers = [0, 0, 0];
const ENDLESS: Numbers = [Number.POSITIVE_INFINITY, 0, 0];

/**
 * True when a version is surely in a range as npm writes them: `2`, `2.1.x`, `^2.1`, `~2.1.0`, `>=2 <3`, and several with
 * `||`. A version before a release (`2.1.0-rc.1`) is in none but its own; what is no such range holds nothing.
 *
 * Source: https://github.com/npm/node-semver#ranges
 */
export function isInRange(version: string, range: string): boolean {
  const bare = version.replace(/\+.*$/, "");
  const numbers = /^(\d{1,15})\.(\d{1,15})\.(\d{1,15})$/.exec(bare);
  if (!numbers) return range.trim().replace(/\+.*$/, "") === bare;
  const found: Numbers = [Number(numbers[1]), Number(numbers[2]), Number(numbers[3])];
  const sets = range.split("||").map((all) =>
    all
      .replace(/([<>=~^])\s+/g, "$1")
      .trim()
      .split(/\s+/)
      .map(intervalOf),
  );
  if (sets.flat().includes(undefined)) return false;
  return sets.some((set) => set.every((interval) => interval && isIn(found, interval)));
}

function isIn(found: Numbers, { from, to }: Interval): boolean {
  return compare(from, found) <= 0 && compare(found, to) < 0;
}

function compare(a: Numbers, b: Numbers): number {
  return a[0] - b[0] || a[1] - b[1] || a[2] - b[2];
}

function intervalOf(comparator: string): Interval | undefined {
  if (comparator === "") return { from: ZERO, to: ENDLESS };
  const parts = /^([<>]=?|[=~^]?)v?(.*)$/.exec(comparator);
  const numbers = parts && numbersOf(parts[2] ?? "");
  if (!parts || !numbers) return undefined;
  const [major, minor, patch] = numbers;
  const from: Numbers = [major ?? 0, minor ?? 0, patch ?? 0];
  const next: Numbers = major === undefined ? ENDLESS : minor === undefined ? [major + 1, 0, 0] : [major, minor + 1, 0];
  /** The first that is above all that the numbers stand for. */
  const above: Numbers =
    major === undefined || minor === undefined || patch === undefined ? next : [major, minor, patch + 1];
  switch (parts[1]) {
    case "":
    case "=":
      return { from, to: above };
    case "~":
      return { from, to: next };
    case "^":
      return { from, to: caret(major, minor, patch) };
    case ">=":
      return { from, to: ENDLESS };
    case ">":
      return { from: above, to: ENDLESS };
    case "<":
      return { from: ZERO, to: major === undefined ? ZERO : from };
    default:
      return { from: ZERO, to: above };
  }
}

/** Up to the next change of the first number that is not zero. */
function caret(major: number | undefined, minor: number | undefined, patch: number | undefined): Numbers {
  if (major === undefined) return ENDLESS;
  if (major > 0 || minor === undefined) return [major + 1, 0, 0];
  return minor > 0 || patch === undefined ? [0, minor + 1, 0] : [0, 0, patch + 1];
}

/** `2`, `2.1`, `2.1.x`, `*`: what is left out or a wildcard is undefined. Undefined as a whole when it is no such thing. */
function numbersOf(text: string): readonly (number | undefined)[] | undefined {
  const parts = text.replace(/^(\d+\.\d+\.\d+)\+[0-9A-Za-z-]+(\.[0-9A-Za-z-]+)*$/, "$1").split(".");
  const end = parts.findIndex((part) => /^[xX*]$/.test(part));
  const numbers = end === -1 ? parts : parts.slice(0, end);
  const isVersion =
    parts.length <= 3 &&
    numbers.every((part) => /^(0|[1-9]\d{0,14})$/.test(part)) &&
    parts.slice(numbers.length).every((part) => /^[xX*]$/.test(part));
  return isVersion ? numbers.map(Number) : undefined;
}
