import { relative, resolve, sep } from "node:path";
import type { Effects, Finding } from "@towpath/core";
import type { RuleStatistics } from "@towpath/policy";
import type { WaiverStanding } from "@towpath/policy/waivers";
import type { Section } from "@towpath/report";
import { counted } from "../describe/counted.ts";
import { MANIFEST_NAME } from "../documents/find-manifests.ts";
import { type Checked, type CheckRequest, checkJudge } from "../fleet/check-judge.ts";
import { joinChecked, joinFindings } from "../fleet/join-checked.ts";
import { judgeAll } from "../fleet/judge-all.ts";
import { ruleTotals } from "../fleet/rule-totals.ts";
import { joinStandings } from "../waivers/join-standings.ts";
import { changedFiles } from "./changed-files.ts";
import { preloadFiles } from "./commit-tree.ts";
import type { BaseRequest } from "./open-base.ts";
import type { Proposal } from "./open-proposal.ts";
import { sidesOf } from "./sides.ts";

/** A check of what is proposed. */
export type ProposalRequest = CheckRequest & { readonly base: BaseRequest | string };

/** What came of manifests that somebody proposes. */
export interface JudgedSides {
  readonly seen: readonly Checked[];
  readonly rules: readonly RuleStatistics[];
  /** What was found around them: in the repository, and in all of them together. */
  readonly around: readonly Finding[];
  /** Of what was found around them what the base has as well, by fingerprints; only where what is touched is asked for. */
  readonly aroundBefore?: ReadonlySet<string> | undefined;
  /** How the waivers for that stand. */
  readonly aroundWaivers: readonly WaiverStanding[];
  /** What is to be said of how they were checked. */
  readonly sections: readonly Section[];
  /** Those that the proposal touches, where only these are asked for. */
  readonly touched?: ReadonlySet<string> | undefined;
  /** The files that the proposal changes, as places name them; only where these are asked for. */
  readonly changed?: ReadonlySet<string> | undefined;
}

/**
 * Judges manifests by what their base says and, where the proposal changes that, by what is proposed as well. What either
 * side finds counts, of two opinions the stricter.
 */
export async function judgeSides(
  manifests: readonly string[],
  request: ProposalRequest,
  { tree, root }: Proposal,
  effects: Effects,
  now: Date,
): Promise<JudgedSides & { readonly isChanged: boolean }> {
  const inBase = manifests.map((manifest) => relative(root, resolve(effects.folder, manifest)).split(sep).join("/"));
  preloadFiles(tree, inBase);
  await tree.settle();
  for (;;) {
    const judged = await judgeOnce(manifests, request, { tree, root }, effects, now);
    // What the base holds may have to be fetched; then all that was said without it does not count.
    if (!(await tree.settle())) return judged;
  }
}

async function judgeOnce(
  manifests: readonly string[],
  request: ProposalRequest,
  proposal: Proposal,
  effects: Effects,
  now: Date,
): Promise<JudgedSides & { readonly isChanged: boolean }> {
  const { platform, isUntrusted = false } = request;
  const patterns = request.manifests.length > 0 ? request.manifests : [MANIFEST_NAME];
  using sides = sidesOf({ platform, patterns, isUntrusted, ...proposal }, effects);
  const task = { verb: "check", request } as const;
  const ofBase = checkJudge(request, effects, now, sides.base);
  const base = await judgeAll(manifests, task, ofBase, effects, now);
  const around = [await ofBase.around(base.seen)];
  const isChanged = sides.isChanged();
  const again = manifests.filter((manifest) => isChanged || sides.asksOtherwise(manifest));
  const ofProposed = checkJudge(request, effects, now, sides.proposed);
  const proposed = await judgeAll(again, task, ofProposed, effects, now);
  if (again.length > 0) around.push(await ofProposed.around(proposed.seen));
  const byManifest = new Map(proposed.seen.map((one) => [one.manifest, one]));
  const seen = base.seen.map((one) => {
    const other = byManifest.get(one.manifest);
    return other ? joinChecked([one, other]) : one;
  });
  const totals = ruleTotals();
  totals.add(base.rules);
  totals.add(proposed.rules);
  for (const { rules } of around) totals.add(rules);
  const gone = await sides.gone(base.seen, async () => {
    const changed = await changedFiles(proposal, request.base, effects);
    return changed && [...changed].map((path) => resolve(proposal.root, path));
  });
  const found = joinFindings(around.map(({ findings }) => findings));
  // Another state of the repository is looked at only where it makes a difference.
  const before =
    request.isChangedOnly && !isChanged && found.length > 0
      ? await ofBase.around(base.seen, await sides.earlier())
      : undefined;
  const lines = [...sidesSaid(base.seen, proposed.seen, proposal.tree.commit), ...sides.notes(), ...gone.notes];
  const sections = lines.length === 0 ? [] : [{ kind: "lines" as const, title: "By what it was checked", lines }];
  return {
    seen,
    rules: totals.rules(),
    around: [...found, ...gone.findings],
    aroundBefore: before && new Set(before.findings.map(({ fingerprint }) => fingerprint)),
    aroundWaivers: joinStandings(around.map(({ waivers }) => waivers)),
    sections,
    isChanged: isChanged || sides.changesWaivers(),
  };
}

/** Nothing where both sides are one. */
function sidesSaid(base: readonly Checked[], proposed: readonly Checked[], commit: string): readonly string[] {
  if (proposed.length === 0) return [];
  const [ofBase, ofProposed] = [base, proposed].map((seen) => seen.flatMap(({ findings }) => findings));
  const only = (some: readonly Finding[] = [], others: readonly Finding[] = []): string => {
    const known = new Set(others.map(keyOf));
    return counted(new Set(some.map(keyOf).filter((key) => !known.has(key))).size, "finding");
  };
  const about = counted(proposed.length, "manifest");
  return [
    `The proposal changes what ${about} ${proposed.length === 1 ? "is" : "are"} checked by. What the base says counts, and what is proposed counts, too.`,
    `By the base, ${commit.slice(0, 12)}: ${only(ofBase, ofProposed)} that the proposal would not have.`,
    `By what is proposed: ${only(ofProposed, ofBase)} that the base does not have.`,
  ];
}

function keyOf({ fingerprint, level, outcome }: Finding): string {
  return JSON.stringify([fingerprint, level, outcome]);
}
