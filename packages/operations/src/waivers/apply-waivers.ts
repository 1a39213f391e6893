import type { Finding } from "@towpath/core";
import type { Graph, PlatformModel, ServiceDocument } from "@towpath/manifest";
import type { Ignore, WaiverScope, WaiverStanding } from "@towpath/policy/waivers";
import type { Plan } from "@towpath/provisioning";
import type { Packs } from "../packs/packs.ts";
import { approvalsBy } from "./approvals.ts";
import { boundsOf } from "./bounds.ts";
import type { SourcedWaivers } from "./waiver-reader.ts";

/** What waivers are held against. */
export interface WaiverQuestion extends SourcedWaivers {
  readonly ignores: readonly Ignore[];
  readonly packs: Packs;
  /** Others have packs of their own: a rule that is not in these may be in theirs. */
  readonly hasOtherPacks?: boolean | undefined;
  readonly platform: PlatformModel;
  /** Whose findings these are; absent for what belongs to no service. */
  readonly service?: ServiceDocument | undefined;
  readonly graphs: readonly Graph[];
  readonly plan?: Plan | undefined;
  readonly scope: WaiverScope;
  /** What a file is called from the root of its repository, by what places call it. */
  readonly fromRoot?: ((file: string) => string) | undefined;
  /** Accounts whose approving review covers what is proposed. */
  readonly approvers?: readonly string[] | undefined;
  readonly now: Date;
}

/** Findings with what waivers make of them. */
export interface Waived {
  readonly findings: readonly Finding[];
  readonly waivers: readonly WaiverStanding[];
}

/** Says which findings are waived, for every command alike. What does it is loaded only where there is a waiver or a comment. */
export async function applyWaivers(findings: readonly Finding[], question: WaiverQuestion): Promise<Waived> {
  const { waivers, ignores, packs, platform, service, graphs, scope, approvers = [], now } = question;
  const all = [...question.findings, ...findings];
  if (waivers.length === 0 && ignores.length === 0) return { findings: all, waivers: [] };
  const { resolveWaivers, waivableRules } = await import("@towpath/policy/waivers");
  const hasBounds = waivers.some(({ waiver }) => waiver.allow !== undefined);
  return resolveWaivers(all, waivers, now, {
    rules: waivableRules(packs.rules, platform, service),
    hasOtherRules: question.hasOtherPacks === true || packs.findings.some(isOfPack),
    scope,
    fromRoot: question.fromRoot,
    ignores,
    holds: hasBounds ? await boundsOf(graphs, now) : undefined,
    approvals: approvalsBy(approvers, platform),
  });
}

/** A pack that could not be loaded, or not wholly: nobody knows which rules it has. */
function isOfPack({ code, address }: Finding): boolean {
  return code.startsWith("operation/pack") || address.startsWith("policies.packs");
}
