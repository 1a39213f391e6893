/** One condition of a constraint: `>= 1.11`. */
interface Condition {
  readonly operator: "=" | "!=" | ">" | ">=" | "<" | "<=" | "~>";
  readonly version: Version;
}

interface Version {
  /** As many as were written. */
  readonly numbers: readonly number[];
  readonly prerelease: string;
}

/** A constraint that was read: see {@link parseConstraint}. */
export type VersionConstraint = readonly Condition[];

const CONDITION = /^(=|!=|>=|<=|>|<|~>)?\s*v?(\d{1,9}(?:\.\d{1,9}){0,2})(?:-([0-9A-Za-z.-]+))?(?:\+[0-9A-Za-z.-]+)?$/;

/**
 * Reads a constraint as Terraform writes them: `>= 1.11, < 2`, `~> 1.11.0`; undefined for what is none.
 *
 * Format: https://developer.hashicorp.com/terraform/language/expressions/version-constraints
 */
export function parseConstraint(text: string): VersionConstraint | undefined {
  const conditions = text.split(",").map((part) => {
    const [, operator = "=", numbers = "", prerelease = ""] = CONDITION.exec(part.trim()) ?? [];
    const known = OPERATORS.find((each) => each === operator);
    return numbers === "" || !known ? undefined : { operator: known, version: versionOf(numbers, prerelease) };
  });
  const read = conditions.filter((condition) => condition !== undefined);
  return read.length === conditions.length ? read : undefined;
}

const OPERATORS = ["=", "!=", ">", ">=", "<", "<=", "~>"] as const;

/** A prerelease meets only a condition that names it: `= 1.12.0-rc1`. */
export function meets(version: string, constraint: VersionConstraint): boolean {
  const [, , numbers = "", prerelease = ""] = CONDITION.exec(version.trim()) ?? [];
  if (numbers === "") return false;
  const found = versionOf(numbers, prerelease);
  return constraint.every((condition) => meetsOne(found, condition));
}

/** Below zero where `a` is the older one. Both as {@link parseConstraint} reads versions; others count as the oldest. */
export function compareVersions(a: string, b: string): number {
  const [first, second] = [a, b].map((text) => {
    const [, , numbers = "", prerelease = ""] = CONDITION.exec(text.trim()) ?? [];
    return versionOf(numbers, prerelease);
  });
  return first && second ? compare(first, second) : 0;
}

function versionOf(numbers: string, prerelease: string): Version {
  return { numbers: numbers === "" ? [] : numbers.split(".").map(Number), prerelease };
}

function meetsOne(found: Version, { operator, version }: Condition): boolean {
  const order = compare(found, version);
  if (found.prerelease !== "" && operator !== "=" && operator !== "!=") {
    const isSameRelease = compare({ ...found, prerelease: "" }, { ...version, prerelease: "" }) === 0;
    if (version.prerelease === "" || !isSameRelease) return false;
  }
  switch (operator) {
    case "=":
      return order === 0;
    case "!=":
      return order !== 0;
    case ">":
      return order > 0;
    case ">=":
      return order >= 0;
    case "<":
      return order < 0;
    case "<=":
      return order <= 0;
    case "~>":
      return order >= 0 && isWithinSeries(found, version);
  }
}

/** `~> 1.11` lets the minor go up, `~> 1.11.0` the patch: all but the last number that was written stay. */
function isWithinSeries(found: Version, version: Version): boolean {
  const fixed = Math.max(1, version.numbers.length - 1);
  return version.numbers.slice(0, fixed).every((number, index) => (found.numbers[index] ?? 0) === number);
}

function compare(a: Version, b: Version): number {
  for (const index of [0, 1, 2]) {
    const difference = (a.numbers[index] ?? 0) - (b.numbers[index] ?? 0);
    if (difference !== 0) return difference;
  }
  if (a.prerelease === b.prerelease) return 0;
  if (a.prerelease === "" || b.prerelease === "") return a.prerelease === "" ? 1 : -1;
  return comparePrereleases(a.prerelease, b.prerelease);
}

/** Semantic Versioning 2.0.0, section 11. */
function comparePrereleases(a: string, b: string): number {
  const [first, second] = [a.split("."), b.split(".")];
  for (let index = 0; index < Math.max(first.length, second.length); index++) {
    const [one, other] = [first[index], second[index]];
    if (one === undefined || other === undefined) return one === undefined ? -1 : 1;
    if (one === other) continue;
    const [isNumber, isOtherNumber] = [/^\d+$/.test(one), /^\d+$/.test(other)];
    if (isNumber && isOtherNumber) return Number(one) - Number(other);
    if (isNumber !== isOtherNumber) return isNumber ? -1 : 1;
    return one < other ? -1 : 1;
  }
  return 0;
}
