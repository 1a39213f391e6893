import { isJsonObject, type Json, own } from "@towpath/core";
import { PREDICATE_TYPES, type PredicateName } from "../statement/predicate-type.ts";
import type { SubjectKey } from "../statement/subject.ts";
import { type Change, type ControlFacts, type RecordedStatement, type Said, saidIn } from "./change.ts";
import type { Requirement } from "./control.ts";
import { failed, type Held, held, notApplicable } from "./held.ts";

/** A condition by its name. */
export type Rule = (facts: ControlFacts, change: Change, where: Requirement["where"]) => Held;

/** Makes a rule of one about the newest statement of a kind about the release. */
export function aboutRelease<Name extends PredicateName>(
  name: Name,
  what: string,
  judge: (found: Said<Name>, change: Change) => string | undefined,
  isMeant: (found: Said<Name>, facts: ControlFacts, change: Change) => boolean = () => true,
): Rule {
  return (facts, change, where) => {
    const newest = newestAbout(facts, change, name, isMeant);
    if (!newest) return failed(`Nothing on record says ${what}.`);
    if (newest.why !== undefined) return failed(`What says ${what} is not believed: ${newest.why}`, newest);
    const found = saidIn(newest, name);
    if (!found) return failed(`What says ${what} cannot be read.`, newest);
    const flaw = judge(found, change) ?? unlike(found.said, where);
    return flaw === undefined ? held(newest) : failed(flaw, newest);
  };
}

/** The newest before the change ended: what was said later was not known then. One that is not believed hides those before it. */
function newestAbout<Name extends PredicateName>(
  facts: ControlFacts,
  change: Change,
  name: Name,
  isMeant: (found: Said<Name>, facts: ControlFacts, change: Change) => boolean,
): RecordedStatement | undefined {
  const keys: readonly SubjectKey[] = [
    change.digest,
    ...(change.commit === undefined ? [] : [`git:${change.commit}` as const]),
  ];
  // Who cannot sign while it deploys has the review said with the deployment, by the run that says that one.
  const end = (name === "source-review" && deploymentSaid(facts, change)?.recorded.at) || change.finishedAt;
  return facts.statements.findLast((one) => {
    if (one.predicateType !== PREDICATE_TYPES[name] || !one.subjects.some((key) => keys.includes(key))) return false;
    if (end !== undefined && one.at > end) return false;
    const found = saidIn(one, name);
    return one.why !== undefined || (found !== undefined && isMeant(found, facts, change));
  });
}

/** What of a statement is not as a control wants it. */
function unlike(said: unknown, where: Requirement["where"]): string | undefined {
  for (const [path, allowed] of Object.entries(where)) {
    let at: unknown = said;
    for (const name of path.split(".")) at = isJsonObject(at) ? own(at, name) : undefined;
    const isAllowed = allowed.some((one: Json) => JSON.stringify(one) === JSON.stringify(at));
    if (!isAllowed)
      return `${path} is ${JSON.stringify(at) ?? "missing"}, and has to be ${allowed.map((one) => JSON.stringify(one)).join(" or ")}.`;
  }
  return undefined;
}

/** The statement of the very deployment. */
export function ofDeployment(judge: (found: Said<"deployment">) => string | undefined): Rule {
  return (facts, change, where) => {
    if (change.number === undefined) return notApplicable("It was not deployed.");
    const found = deploymentSaid(facts, change);
    if (!found) return failed("Nothing signed on record says how it was deployed.");
    const flaw = judge(found) ?? unlike(found.said, where);
    return flaw === undefined ? held(found.recorded) : failed(flaw, found.recorded);
  };
}

/** What the statement of the very deployment says. */
export function deploymentSaid(facts: ControlFacts, change: Change): Said<"deployment"> | undefined {
  for (const recorded of facts.statements) {
    const found = saidIn(recorded, "deployment");
    const isIt =
      found?.said.number === change.number &&
      found?.said.environment === change.environment &&
      found?.said.artifact.digest === change.digest;
    if (found && isIt) return found;
  }
  return undefined;
}

/** Statements about an environment from the deployment before this one up to its end. */
export function meanwhile<Name extends "exception" | "provision">(
  facts: ControlFacts,
  change: Change,
  name: Name,
): readonly (Said<Name> | RecordedStatement)[] {
  const before = facts.changes.findLast(
    (one) => one.environment === change.environment && one.number !== undefined && one.number < (change.number ?? 0),
  );
  // A run that was killed is told to have ended by the next one, which may have asked before it told so.
  const ended = before?.finishedAt ?? before?.at ?? "";
  const [from = ""] = [ended, change.at].sort();
  // What a deployment itself decided is put on record after its end.
  const after = facts.changes.find(
    (one) => one.environment === change.environment && one.number !== undefined && one.number > (change.number ?? 0),
  );
  return facts.statements.flatMap((one): readonly (Said<Name> | RecordedStatement)[] => {
    if (one.predicateType !== PREDICATE_TYPES[name] || one.at <= from) return [];
    const found = one.why === undefined ? saidIn(one, name) : undefined;
    // A deployment's exceptions may be put on record by a later run: what counts is when somebody decided.
    const decided = found && "approvedBy" in found.said ? found.said.at : one.at;
    if (decided < from || (after && decided >= after.at)) return [];
    if (one.why !== undefined) return [one];
    const environment = found?.said.environment;
    return found && (environment === undefined || environment === change.environment) ? [found] : [];
  });
}

/** Makes a rule of one about every statement of a kind since the deployment before. */
export function aboutAll<Name extends "exception" | "provision">(
  name: Name,
  none: string,
  judge: (said: Said<Name>["said"]) => string | undefined,
): Rule {
  return (facts, change, where) => {
    const all = meanwhile(facts, change, name);
    if (all.length === 0) return notApplicable(none);
    for (const one of all) {
      if (!("said" in one)) return failed(`A statement is not believed: ${one.why}`, one);
      const flaw = judge(one.said) ?? unlike(one.said, where);
      if (flaw !== undefined) return failed(flaw, one.recorded);
    }
    return held(...all.map((one) => ("said" in one ? one.recorded : one)));
  };
}
