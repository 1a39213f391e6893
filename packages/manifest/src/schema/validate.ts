import type { Finding, Json } from "@towpath/core";
import { MOST_FLAWS, tooMany } from "../document/parse.ts";
import type { Places } from "../document/places.ts";
import { type Explained, explain } from "./explain.ts";
import type { DocumentKind } from "./not-built.ts";
import { without } from "./prune.ts";
import { hasStandIn, withStandIns } from "./stand-in.ts";
import type { Validator } from "./validator.ts";

/** A document held against its schema. */
export interface Validated {
  /** The value without the parts that are wrong, so that more can be said about the rest. Absent when nothing is left. */
  readonly value?: Json;
  readonly findings: readonly Finding[];
  /** Paths of the parts that were taken out. */
  readonly broken: readonly (readonly string[])[];
}

const MOST_ROUNDS = 8;

/** Says everything that is wrong with a value, at its places, and takes the wrong parts out until the rest is right. */
export function validateValue(
  kind: DocumentKind,
  validator: Validator,
  source: Places,
  value: Json,
  service?: string,
): Validated {
  const findings: Finding[] = [];
  const broken: (readonly string[])[] = [];
  let left: Json | undefined = value;
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    if (validator(left)) return { value: left, findings, broken };
    const violations = validator.violations(left);
    if (violations.length > MOST_FLAWS) {
      const shown = violations.slice(0, MOST_FLAWS).flatMap((one) => explain(kind, source, one, service) ?? []);
      const { file } = source.placeOfValue([]);
      return { findings: [tooMany(file, violations.length), ...shown.map((one) => one.finding)], broken };
    }
    const explained = onceEach(violations.flatMap((one) => explain(kind, source, one, service) ?? []));
    // Later rounds only see what taking out has torn open: it has been said already.
    if (round === 0) findings.push(...explained.map((one) => one.finding));
    // List items go from the last, so that the places of those before them stay true.
    const isRepaired = (path: readonly string[]): boolean => round === 0 && hasStandIn(kind, path);
    if (explained.some((one) => isRepaired(one.broken))) left = withStandIns(kind, left);
    const paths = explained
      .flatMap((one) => (isRepaired(one.broken) ? [] : [one.broken]))
      .sort((a, b) => lastIndex(b) - lastIndex(a) || b.length - a.length);
    for (const path of paths) {
      broken.push(path);
      left = left === undefined ? undefined : without(left, path);
    }
    if (left === undefined) break;
  }
  return { findings, broken };
}

/** A name may be too short and not fit its pattern: that is one thing to say. */
function onceEach(explained: readonly Explained[]): readonly Explained[] {
  const said = new Set<string>();
  return explained.filter(({ finding, broken }) => {
    const what = JSON.stringify([broken, finding.message]);
    return !said.has(what) && said.add(what);
  });
}

function lastIndex(path: readonly string[]): number {
  const index = path.findLast((segment) => /^[0-9]+$/.test(segment));
  return index === undefined ? -1 : Number(index);
}
