import type { ErrorKind } from "@towpath/core";
import type { TerraformErrorCode } from "../../errors.ts";
import { alreadyExists } from "./already-exists.ts";
import { denied, missingCredentials } from "./credentials.ts";
import { noCapacity, quotaUsedUp, throttled } from "./limits.ts";
import { importRefused, moduleNotFound, moduleRefused, prevented, programUnfit, provisionerFailed } from "./module.ts";
import {
  providerCrashed,
  providerInconsistent,
  providerNotFound,
  providerTimeout,
  providerUnconfigured,
  requestCancelled,
  unreachable,
} from "./provider.ts";
import { bounded, type FailureRule, type Known, ruleFor, saidIn } from "./rule.ts";
import {
  backendChanged,
  backendUnreachable,
  planDamaged,
  planStale,
  stateDamaged,
  stateLocked,
  stateNewer,
  stateUnwritten,
} from "./state.ts";

/** What a diagnostic means. */
export interface Classified {
  readonly code: TerraformErrorCode;
  readonly kind: ErrorKind;
  readonly message: string;
  readonly hint: string;
  /** Of several diagnostics the one with the lowest rank is the reason, others follow from it. */
  readonly rank: number;
}

/** The first that knows a diagnostic has it: what is said in few words by many comes last. */
const RULES: readonly FailureRule[] = [
  ...[providerCrashed, requestCancelled, prevented, programUnfit],
  ...[stateUnwritten, stateNewer, planDamaged, stateDamaged, stateLocked, planStale, backendChanged],
  ...[providerNotFound, moduleNotFound],
  ...[missingCredentials, backendUnreachable, importRefused],
  ...[alreadyExists, noCapacity, throttled, quotaUsedUp, denied],
  ...[providerInconsistent, provisionerFailed, moduleRefused, providerTimeout, unreachable, providerUnconfigured],
];

/** Reads one diagnostic. What nobody knows is `failed`, with Terraform's own words. */
export function classify(known: Known): Classified {
  const found = ruleFor(known, RULES);
  if (found) {
    const { rule, match } = found;
    return { code: rule.code, kind: rule.kind ?? "fault", rank: rule.rank, ...rule.say({ ...known, match }) };
  }
  const { diagnostic, doing, program, subject } = known;
  const isHalt = /^execution halted/.test(diagnostic.summary);
  return {
    code: "engine-terraform/failed",
    kind: "fault",
    message: `${program} failed in ${doing}${subject === undefined ? "" : ` at ${subject}`}: ${wholeOf(known)}.`,
    hint: "Mend what it says and run the command again: it goes on from where it stopped.",
    rank: isHalt ? 200 : 100,
  };
}

/** What nobody knows is told with its headline: many a provider says only there what went wrong. */
function wholeOf(known: Known): string {
  const said = saidIn(known);
  const headline = bounded(known.diagnostic.summary);
  const isDetail = known.diagnostic.detail.replaceAll(/\s+/g, " ").startsWith(said.replace(/ …$/, ""));
  return isDetail && said !== "" && !said.includes(headline) ? `${headline}: ${said}` : said;
}
