import type { Deployment } from "@towpath/delivery";
import type { Visit } from "./visit.ts";

/** A command that changed what serves, or tried to. */
export interface Act {
  readonly began: number;
  /** Its verdict was known. */
  readonly ended: number;
  readonly deployment: Deployment;
  /** What serves from then on. */
  readonly serving: string;
  /** The release may answer with an error while it is exposed. */
  readonly isFlawed: boolean;
}

/** Where a visit was: in the calm after an act, or in part while the next one was under way. */
interface Moment {
  readonly before: Act;
  readonly during?: Act | undefined;
}

/**
 * What is wrong with visits, as sentences: one without a whole answer; one that began after a verdict and was answered by anything else
 * than what serves by that; one that failed by another version than the flawed one that was just being tried.
 *
 * @param acts in their order; every visit began after the first had ended
 */
export function judgeVisits(visits: readonly Visit[], acts: readonly Act[]): readonly string[] {
  return visits.flatMap((visit) => {
    const { what, lost, digest, status = 0, began, ended } = visit;
    const moment = momentOf(visit, acts);
    const when = `${moment.during ? "during" : "after"} ${nameOf(moment.during ?? moment.before)}`;
    const say = (problem: string) => [`${what} ${when}, for ${Math.round(ended - began)} ms: ${problem}`];
    if (lost !== undefined) return say(`${lost}${digest === undefined ? "" : ` in an answer of ${digest}`}`);
    const candidate = moment.during?.deployment.artifact.digest;
    if (digest !== moment.before.serving && (digest === undefined || digest !== candidate)) {
      return say(`status ${status}, answered by ${digest}, not by ${moment.before.serving}`);
    }
    const mayFail = moment.during?.isFlawed && digest === candidate;
    return status < 400 || (status === 500 && mayFail) ? [] : say(`status ${status} of ${digest}`);
  });
}

/** How much a canary got with a part of the work. */
export interface ShareSeen {
  readonly weight: number;
  readonly all: number;
  readonly canary: number;
}

/** Counts the requests that began and ended while a canary had each of its parts. */
export function sharesSeen(visits: readonly Visit[], { deployment, ended }: Act): readonly ShareSeen[] {
  const { exposures, artifact } = deployment;
  return exposures.flatMap(({ weight, at }, index) => {
    if (weight === 100) return [];
    const [from, to] = [Date.parse(at), Date.parse(exposures[index + 1]?.at ?? new Date(ended).toISOString())];
    // What is said over a WebSocket goes where its connection went.
    const within = visits.filter(({ what, began, ended: end }) => what !== "message" && began > from && end < to);
    const canary = within.filter(({ digest }) => digest === artifact.digest);
    return [{ weight, all: within.length, canary: canary.length }];
  });
}

/**
 * True where the canary got no more than its part: of any hundred requests in a row as many as its weight says. What was under way when
 * the part began or ended is not among those that were counted, and may all have gone to the former.
 */
export function isWithin({ weight, all, canary }: ShareSeen, visitors: number): boolean {
  return canary <= ((all + 2 * visitors) * weight) / 100 + 1;
}

/** A visit that began before an act may reach the service within it: a busy machine sends late. */
function momentOf({ began, ended }: Visit, acts: readonly Act[]): Moment {
  const next = acts.findIndex((act) => act.ended >= began);
  const before = acts.at(next === -1 ? -1 : Math.max(0, next - 1));
  if (!before) throw new Error("Nothing was deployed.");
  const during = next === -1 ? undefined : acts[next];
  return { before, during: during && during.began <= ended ? during : undefined };
}

function nameOf({ deployment: { kind, version, environment, verdict } }: Act): string {
  return `the ${kind} deployment of ${version} to ${environment} (${verdict})`;
}
