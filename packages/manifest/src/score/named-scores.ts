import { dirname, resolve } from "node:path";
import { asPart, type Override } from "./overrides.ts";
import type { ScoreRequest } from "./read-score.ts";
import { memberOf, membersOf, type Sourced, textOf } from "./sourced.ts";

/** A Score file that a manifest names. */
export interface NamedScore {
  /** The workload that it becomes: `["workload"]`, or where it stands among several or in an overlay. */
  readonly workload: readonly string[];
  /** What the manifest says of it. */
  readonly score: Sourced;
}

/** The Score files that the workloads of a manifest and of its overlays name. */
export function namedScores(own: Sourced): readonly NamedScore[] {
  const below = (of: Sourced | undefined, at: readonly string[]): readonly NamedScore[] => {
    const score = memberOf(memberOf(of, "workload"), "score");
    const several = membersOf(memberOf(of, "workloads")).flatMap(([name, workload]) => {
      const one = memberOf(workload, "score");
      return one ? [{ workload: [...at, "workloads", name], score: one }] : [];
    });
    return [...(score ? [{ workload: [...at, "workload"], score }] : []), ...several];
  };
  return [
    ...below(own, []),
    ...membersOf(memberOf(own, "environments")).flatMap(([name, one]) => below(one, ["environments", name])),
  ];
}

/**
 * What a manifest asks for with `score`, and the paths that it names; undefined where it is not what the schema says, which
 * says so.
 *
 * @param target the manifest, absolute
 */
export function scoreRequest(
  { workload, score }: NamedScore,
  target: string,
):
  | (Pick<ScoreRequest, "path" | "overrides" | "set" | "workload"> & { readonly paths: readonly Sourced[] })
  | undefined {
  const file = textOf(score) === undefined ? memberOf(score, "file") : score;
  const overrides = memberOf(score, "overrides")?.items ?? [];
  const set = memberOf(score, "set");
  if (!textOf(file) || overrides.some((one) => !textOf(one))) return undefined;
  const paths = [file, ...overrides].flatMap((one) => one ?? []);
  const [path = "", ...over] = paths.map((one) => resolve(dirname(target), textOf(one) ?? ""));
  return {
    paths,
    path,
    overrides: over,
    set: membersOf(set).map(([name, value]): Override => ({ path: name, value: asPart(value.value, value.said) })),
    workload,
  };
}
