import type { Finding } from "@towpath/core";
import { type Claim, claimOf } from "./claim.ts";
import { covers } from "./covers.ts";
import { serviceHome } from "./home.ts";
import { isEvaluated, isSpokenOf } from "./scope.ts";
import type { SourcedWaiver } from "./sourced-waiver.ts";
import type { WaiverStanding, WaiverState } from "./standing.ts";
import type { Verdict } from "./verdict.ts";
import type { WaivableRule } from "./waivable-rule.ts";
import { dayCount, waiverFinding } from "./waiver-finding.ts";
import type { WaiverOptions } from "./waiver-options.ts";

/** A waiver while findings are held against it. */
export interface HeldWaiver {
  /** Under what it is looked for. */
  readonly home: string;
  /** What it says of a failure; undefined where it is not about it. */
  verdict(finding: Finding, environment: string | undefined): Verdict | undefined;
  /** What is to be said of the waiver itself, once all findings have been seen. */
  findings(): readonly Finding[];
  standing(): WaiverStanding;
}

export function holdWaiver(
  { waiver, source }: SourcedWaiver,
  rules: ReadonlyMap<string, WaivableRule>,
  today: string,
  { scope, holds, approvals, hasOtherRules, fromRoot }: WaiverOptions,
): HeldWaiver {
  const { id, subject } = waiver;
  const claim = claimOf(waiver, rules, today, hasOtherRules);
  const rule = rules.get(waiver.rule);
  const isSeen = rule !== undefined && isEvaluated(subject, rule, scope);
  const covered = new Set<string>();
  const seen = { any: false, pending: false, exceeded: false, broken: undefined as string | undefined };
  const note = (text: string): Verdict["place"] => ({ ...waiver.place, note: `${id} ${text}` });

  const verdictOf = (finding: Finding, environment: string | undefined): Verdict => {
    if (claim.state === "invalid") return failed(`The waiver ${id} does not count: it ${claim.fault.why}.`);
    if (claim.state === "expired")
      return {
        ...failed(
          `The waiver ${id} expired on ${waiver.expires}, ${dayCount(-claim.daysLeft)} ago: mend this, or ask anew.`,
        ),
        place: note(`covered it until ${waiver.expires}`),
      };
    const bound =
      waiver.allow === undefined ? true : (holds?.(waiver, finding, environment) ?? "nothing evaluates it here");
    if (bound === false) {
      seen.exceeded = true;
      return failed(`The waiver ${id} covers it only as long as ${waiver.allow}, and that does not hold any more.`);
    }
    if (bound !== true) {
      seen.broken = bound;
      return failed(`The waiver ${id} does not count: its bound cannot be evaluated.`);
    }
    const isAsked = source === "proposed" && finding.level === "mandatory";
    const approval = isAsked ? (approvals?.(waiver) ?? false) : true;
    if (approval !== true) {
      seen.pending = true;
      const who = waiver.approvedBy;
      return {
        outcome: "pending",
        place: note("asks for an exception"),
        suggestions: [
          who === undefined
            ? `A mandatory rule is waived by who agreed to it: add \`approvedBy:\` with a team to the waiver ${id}.`
            : `The waiver ${id} waits for an approving review by a member of ${who}.${approval === false ? "" : ` ${approval}`}`,
        ],
      };
    }
    covered.add(finding.fingerprint);
    return { outcome: "waived", place: note(`waives it until ${waiver.expires}`), suggestions: [] };
  };

  const stateOf = (): WaiverState => {
    if (claim.state === "invalid" || seen.broken !== undefined) return "invalid";
    if (claim.state === "expired") return "expired";
    if (seen.pending) return "pending";
    if (seen.exceeded && covered.size === 0) return "exceeded";
    return !seen.any && isSeen ? "unused" : claim.state;
  };

  return {
    home: serviceHome(waiver.rule, subject.service),
    verdict(finding, environment) {
      if (!covers(subject, finding, environment, fromRoot)) return undefined;
      seen.any = true;
      return finding.outcome === "fail" ? verdictOf(finding, environment) : undefined;
    },
    findings() {
      if (!isSpokenOf(subject, scope)) return [];
      const said = sayOf({ state: stateOf(), claim, waiver, broken: seen.broken, isNeeded: seen.any, isSeen });
      if (!said) return [];
      const place = (said.part && waiver.places[said.part]) ?? waiver.place;
      return [waiverFinding({ ...said, place, service: subject.service, environment: subject.environment, about: id })];
    },
    standing() {
      const { reason, owner, approvedBy, ticket, created, expires } = waiver;
      const why = claim.state === "invalid" ? claim.fault.why : seen.broken;
      return {
        kind: "waiver",
        id,
        rule: waiver.rule,
        subject,
        state: stateOf(),
        source,
        reason,
        owner,
        approvedBy,
        ticket,
        created,
        expires,
        daysLeft: claim.daysLeft,
        covered: covered.size,
        isEvaluated: isSeen,
        why,
        place: waiver.place,
      };
    },
  };
}

function failed(suggestion: string): Verdict {
  return { outcome: "fail", suggestions: [suggestion] };
}

interface Said {
  readonly code: Parameters<typeof waiverFinding>[0]["code"];
  readonly message: string;
  readonly suggestions?: readonly string[];
  readonly part?: "rule" | "expires" | "created" | "allow";
}

function sayOf(about: {
  readonly state: WaiverState;
  readonly claim: Claim;
  readonly waiver: SourcedWaiver["waiver"];
  readonly broken: string | undefined;
  readonly isNeeded: boolean;
  readonly isSeen: boolean;
}): Said | undefined {
  const { state, claim, waiver, broken, isNeeded, isSeen } = about;
  const { id, rule, owner, expires } = waiver;
  if (claim.state === "invalid") {
    const { code, why, suggestions, part } = claim.fault;
    return { code, message: `The waiver ${id} ${why}, so it does not count.`, suggestions, part };
  }
  if (broken !== undefined)
    return {
      code: "waiver/bound",
      message: `The bound of the waiver ${id} cannot be evaluated, so it does not count: ${broken}`,
      part: "allow",
    };
  const clear = ["Delete it: what it was for is mended, or is no more."];
  if (state === "expired")
    return isNeeded || !isSeen
      ? undefined
      : {
          code: "waiver/expired",
          message: `The waiver ${id} expired on ${expires}, and nothing needs it.`,
          suggestions: clear,
          part: "expires",
        };
  if (state === "unused")
    return {
      code: "waiver/unused",
      message: `The waiver ${id} covers nothing: ${rule} finds nothing there that it is for.`,
      suggestions: clear,
    };
  if (claim.state !== "expiring" || !isNeeded) return undefined;
  const left = claim.daysLeft === 0 ? "today is its last day" : `${dayCount(claim.daysLeft)} are left`;
  return {
    code: "waiver/expiring",
    message: `The waiver ${id} expires on ${expires}: ${left.replace("1 day are", "1 day is")}. Then ${rule} fails again.`,
    suggestions: [`Mend what it is for; ${owner} answers for it.`],
    part: "expires",
  };
}
