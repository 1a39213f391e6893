import type { Effects, Finding } from "@towpath/core";
import {
  environmentsOf,
  type Graph,
  rememberingPaths,
  resolve,
  serviceContracts,
  sharedResources,
} from "@towpath/manifest";
import type { Waiver } from "@towpath/manifest/policy";
import type { FleetService } from "@towpath/policy";
import type { SourcedWaiver, WaiverStanding } from "@towpath/policy/waivers";
import { isInvalid } from "../documents/open-documents.ts";
import { placementAdvice } from "../documents/placement-findings.ts";
import type { OperationErrorCode } from "../errors.ts";
import type { FixChoice } from "../fixes/is-mendable.ts";
import { packLoader } from "../packs/load-packs.ts";
import { applyPolicy } from "../rules/apply-policy.ts";
import type { BaseRequest } from "../trust/open-base.ts";
import { presentVantage, type StandingDocuments, type Vantage } from "../trust/vantage.ts";
import { waiverReader } from "../waivers/waiver-reader.ts";
import { checkAround, type EarlierState, fleetService } from "./check-around.ts";
import { joinChecked } from "./join-checked.ts";
import type { Around, Judge, Judged } from "./judge.ts";
import { ruleTotals } from "./rule-totals.ts";
import { type ServiceFacts, serviceFacts } from "./service-facts.ts";

/** What `check` is asked for. */
export interface CheckRequest {
  /** Files, folders or globs; `towpath.yaml` when empty. */
  readonly manifests: readonly string[];
  readonly platform?: string | undefined;
  /** All that each service is in when absent or empty. */
  readonly environments?: readonly string[] | undefined;
  /**
   * What the folder holds is someone's proposal, such as a pull request: packages installed in it and its `.npmrc` do not
   * count for where a platform comes from.
   */
  readonly isUntrusted?: boolean | undefined;
  /**
   * The commit that what the folder holds is proposed for: what it is checked by counts as that has it, and as it is
   * proposed, too, where that differs. A text is a revision as git knows it in the folder.
   */
  readonly base?: BaseRequest | string | undefined;
  /** Only services that the proposal touches; all of them where what they are checked by is changed. Needs `base`, or `since`. */
  readonly isChangedOnly?: boolean | undefined;
  /** What is there already and proposed by nobody: only services that were touched since this commit. They are judged as they are. */
  readonly since?: BaseRequest | string | undefined;
  /** Accounts at GitHub whose approving review covers what is proposed: those of `approvedBy` agree to waivers by it. */
  readonly approvers?: readonly string[] | undefined;
  /** Waivers that are tried: they count as if the files of the services had them. */
  readonly trial?: readonly Waiver[] | undefined;
  /** Changes files: makes the fixes of what was found, and checks again. */
  readonly fix?: FixChoice | undefined;
  /** Each finding that has a fix is given with the replacements of text that make it. */
  readonly hasEdits?: boolean | undefined;
}

/** A manifest that was checked. */
export interface Checked extends Judged {
  /** Those that it was checked in. */
  readonly environments: readonly string[];
  /** All that it is in. */
  readonly known: readonly string[];
  /** How the waivers for it stand; absent where it could not be checked. */
  readonly waivers?: readonly WaiverStanding[] | undefined;
  /** Waivers that its files have for what belongs to no service. */
  readonly aroundWaivers?: readonly SourcedWaiver[] | undefined;
  /** What rules about the fleet see of it. */
  readonly fleet?: FleetService | undefined;
  /** What a pipeline has to know of it. */
  readonly facts?: ServiceFacts | undefined;
}

/** Judges manifests, and what is around them. */
export interface CheckJudge extends Judge<Checked> {
  /**
   * By the platforms of these manifests: the repository that they are in, and what only all of them together show.
   *
   * @param earlier what they were, in place of what is on the disk
   */
  around(seen: readonly Checked[], earlier?: EarlierState): Promise<Around>;
}

/**
 * Validates a manifest, resolves every environment that is asked for and applies the platform's rules.
 *
 * @param vantage from where; everything as it is on the disk when absent
 */
export function checkJudge(
  request: CheckRequest,
  effects: Effects,
  now: Date,
  vantage: Vantage = checkVantage(request, effects),
): CheckJudge {
  const wanted = request.environments ?? [];
  const totals = ruleTotals();
  const { isUntrusted } = request;
  const packsOf = packLoader(effects, { standpoint: vantage.standpoint, isUntrusted, isOffline: vantage.isOffline });

  const waiversOf = waiverReader(vantage.standpoint, request.trial);

  const judgeOne = async (documents: StandingDocuments): Promise<Checked> => {
    const { manifest, service, governing = service, platform, platformFiles, source, failure, findings } = documents;
    const { standpoint, isNew } = documents;
    const from = { manifest, source, failure: failure && { code: failure.code, tail: failure.tail } };
    if (!service || !governing || !platform || !source)
      return { ...from, name: service?.name ?? null, environments: [], known: [], findings };
    const known = environmentsOf(service, platform);
    const environments = wanted.length === 0 ? known : known.filter((name) => wanted.includes(name));
    const resolved = environments.map((environment) => resolve({ service, platform, environment, now }));
    const graphs = resolved.map(({ graph }) => graph).filter((graph): graph is Graph => graph !== undefined);
    const read = [...findings, ...resolved.flatMap((one) => one.findings)];
    const contracts = serviceContracts(service, platform, graphs);
    const fleet = fleetService(manifest, service);
    const about = {
      ...from,
      name: service.name,
      environments,
      known,
      fleet,
      contracts,
      shares: sharedResources(graphs),
      facts: serviceFacts(manifest, graphs, platform),
    };
    // What rules and engines say of a document with a hole in it would be about the hole.
    if (read.some(isInvalid)) return { ...about, findings: read };
    const packs = await packsOf({ platform, source, platformFiles, standpoint });
    if (vantage.isOffline && packs.findings.some(isNotFetched))
      return { ...about, failure: NOT_FETCHED, findings: read };
    const placement = graphs.flatMap((graph) => placementAdvice(graph, platform));
    const { rules, ...judged } = await applyPolicy({
      service,
      governing,
      isNew,
      platform,
      platformFiles,
      source,
      packs,
      graphs,
      isWhole: environments.length === known.length,
      found: [...read, ...placement],
      waiversOf,
      approvers: request.approvers,
      now,
    });
    totals.add(rules);
    return { ...about, ...judged };
  };

  // A manifest alone is opened once; of many the documents of the first are all that is held on to.
  let opened: { readonly manifest: string; readonly documents: ReturnType<Vantage["open"]> } | undefined;
  const open: Vantage["open"] = (manifest) => {
    opened ??= { manifest, documents: vantage.open(manifest) };
    return opened.manifest === manifest ? opened.documents : vantage.open(manifest);
  };

  return {
    rules: totals.rules,
    async judge(manifest) {
      const [first, ...others] = await open(manifest);
      if (!first) throw new TypeError("A manifest was opened from nowhere.");
      const checked: [Checked, ...Checked[]] = [await judgeOne(first)];
      for (const other of others) checked.push(await judgeOne(other));
      return joinChecked(checked);
    },
    around: (seen, earlier) =>
      checkAround(seen, { open, packsOf, earlier, approvers: request.approvers }, effects, now),
  };
}

/** What a thread says of a manifest that something has to be fetched for: whoever started it judges that one. */
const NOT_FETCHED = { code: "operation/platform-unreachable" satisfies OperationErrorCode, tail: [] };

function isNotFetched({ code }: Finding): boolean {
  return code === ("operation/pack-not-fetched" satisfies OperationErrorCode);
}

/**
 * What is on the disk, for a check.
 *
 * @param isOffline no platform is fetched; what was fetched before counts
 */
export function checkVantage(request: CheckRequest, effects: Effects, isOffline = false): Vantage {
  const files = rememberingPaths(effects.files);
  return presentVantage(request.platform, { ...effects, files }, { isUntrusted: request.isUntrusted, isOffline });
}
