import type { Files, Finding } from "@towpath/core";
import type { Graph, PlatformModel, ServiceDocument } from "@towpath/manifest";
import type { PolicyRequest, RuleStatistics } from "@towpath/policy";
import type { SourcedWaiver, WaiverStanding } from "@towpath/policy/waivers";
import type { Plan } from "@towpath/provisioning";
import { withScoreHint } from "../documents/score-hint.ts";
import { platformLayers, serviceLayers } from "../fleet/policy-layers.ts";
import { askedByService } from "../packs/asked-of-rules.ts";
import { checkByPacks } from "../packs/check-by-packs.ts";
import type { Packs } from "../packs/packs.ts";
import type { PlatformSource } from "../platform/platform-source.ts";
import { applyWaivers } from "../waivers/apply-waivers.ts";
import { ignoresIn } from "../waivers/ignores-in.ts";
import type { WaiverReader } from "../waivers/waiver-reader.ts";

/** A service as it is held against the rules of its platform. */
export interface PolicyQuestion {
  readonly service: ServiceDocument;
  /** The manifest whose `policies` count, and whose waivers are agreed. */
  readonly governing: ServiceDocument;
  /** Nobody has agreed to waivers that the governing manifest names. */
  readonly isNew?: boolean | undefined;
  readonly platform: PlatformModel;
  readonly platformFiles: Files;
  readonly source: PlatformSource;
  readonly packs: Packs;
  /** One for each environment that is looked at. */
  readonly graphs: readonly Graph[];
  /** These are all that the service is in. */
  readonly isWhole: boolean;
  /** What was found before rules were asked: what settings demand is waived like a rule. */
  readonly found: readonly Finding[];
  readonly plan?: Plan | undefined;
  readonly purpose?: PolicyRequest["purpose"];
  readonly waiversOf: WaiverReader;
  /** Accounts whose approving review covers what is proposed. */
  readonly approvers?: readonly string[] | undefined;
  readonly now: Date;
}

/** What is found in the end, how rules fared, and how waivers stand. */
export interface PolicyAnswer {
  readonly findings: readonly Finding[];
  readonly rules: readonly RuleStatistics[];
  readonly waivers: readonly WaiverStanding[];
  /** Waivers that were read for what belongs to no service. */
  readonly aroundWaivers: readonly SourcedWaiver[];
}

/** Evaluates rules and resolves waivers: the one way in which any command comes to its findings. */
export async function applyPolicy(question: PolicyQuestion): Promise<PolicyAnswer> {
  const { service, governing, platform, packs, graphs, isWhole, found, plan, purpose, now } = question;
  const policy = await checkByPacks(packs, {
    services: [{ document: service, graphs, ...serviceLayers(governing) }],
    plans: plan ? [plan] : undefined,
    ...platformLayers(platform),
    now,
    purpose,
  });
  const { waivers, findings: unreadable } = await question.waiversOf({
    ...question,
    governing: question.isNew ? undefined : governing,
  });
  const isOfService = ({ waiver: { subject } }: SourcedWaiver): boolean => subject.service !== undefined;
  const { file, text } = service.source;
  const environments = graphs.map(({ environment }) => environment.name);
  const waived = await applyWaivers(
    [
      ...found,
      ...packs.findings,
      ...askedByService(governing, platform, packs.rules),
      ...withScoreHint(service, policy.findings),
    ],
    {
      waivers: waivers.filter(isOfService),
      findings: unreadable,
      ignores: await ignoresIn([{ file, text, service: service.name }]),
      packs,
      platform,
      service,
      graphs,
      plan,
      scope: {
        services: new Map([[service.name, { environments, isWhole }]]),
        hasPlan: plan !== undefined,
        hasRepository: false,
        hasFleet: false,
      },
      approvers: question.approvers,
      now,
    },
  );
  return { ...waived, rules: policy.rules, aroundWaivers: waivers.filter((one) => !isOfService(one)) };
}
