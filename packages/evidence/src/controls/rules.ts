import { own, shortDigest } from "@towpath/core";
import { isSameAccount } from "../review/contributors.ts";
import { aboutAll, aboutRelease, deploymentSaid, meanwhile, ofDeployment, type Rule } from "./about-statements.ts";
import type { Change, ControlFacts, Said } from "./change.ts";
import type { ControlPredicate, Requirement } from "./control.ts";
import { failed, type Held, held, notApplicable } from "./held.ts";

/** Whether a requirement holds for a change. A rule that there is not does not hold. */
export function holds({ predicate, rule, where }: Requirement, facts: ControlFacts, change: Change): Held {
  const found = own(RULES[predicate], rule);
  return found ? found(facts, change, where) : failed(`There is no rule ${rule} for ${predicate}.`);
}

/** True for the name of a rule for a predicate. */
export function isRule(predicate: ControlPredicate, rule: string): boolean {
  return Object.hasOwn(RULES[predicate], rule);
}

/** The names of a predicate's rules. */
export function rulesOf(predicate: ControlPredicate): readonly string[] {
  return Object.keys(RULES[predicate]);
}

const LOCAL_BUILDER = "https://towpath.dev/builder/local";
/** Risks of a plan that lose something for good. */
const LOSSES = new Set(["data-loss", "unknown"]);

/** Every rule, by what it looks at. */
const RULES: Readonly<Record<ControlPredicate, Readonly<Record<string, Rule>>>> = {
  provenance: {
    present: aboutRelease("provenance", "how it was built", () => undefined),
    "of-commit": aboutRelease("provenance", "how it was built", ({ said }, { commit }) => {
      const sources = (said.buildDefinition.resolvedDependencies ?? []).flatMap(
        (one) => one.digest?.["gitCommit"] ?? [],
      );
      if (sources.length === 0) return "It was built from no commit that is known.";
      if (commit === undefined) return "It is not known which commit it is of.";
      return sources.includes(commit) ? undefined : "It was built from another commit.";
    }),
    clean: aboutRelease("provenance", "how it was built", ({ said }) =>
      said.buildDefinition.internalParameters?.["isDirty"] === true
        ? "It was built with changes that no commit holds."
        : undefined,
    ),
    hosted: aboutRelease("provenance", "where it was built", ({ said }) =>
      said.runDetails.builder.id === LOCAL_BUILDER ? "It was built on somebody's machine." : undefined,
    ),
  },
  "test-result": {
    present: aboutRelease("test-result", "how its tests ended", () => undefined, isOfService),
    passed: aboutRelease(
      "test-result",
      "how its tests ended",
      ({ said }) => (said.result === "FAILED" ? "Its tests failed." : undefined),
      isOfService,
    ),
    "without-flaky": aboutRelease(
      "test-result",
      "how its tests ended",
      ({ said }) => (said.result === "PASSED" ? undefined : `Its tests ended ${said.result}.`),
      isOfService,
    ),
  },
  sbom: { present: aboutRelease("sbom", "what it is made of", () => undefined) },
  "source-review": {
    present: aboutRelease("source-review", "who reviewed it", () => undefined, isOfWay),
    held: (facts, change, where) =>
      change.verdict === "refused" || change.verdict === "superseded"
        ? notApplicable("It did not reach anybody.")
        : isWayBack(facts, change)
          ? notApplicable("It went back to what had been deployed before.")
          : change.number !== undefined && change.previousCommit === undefined
            ? failed("The commit of what served before is not known: what went out cannot be told.")
            : REVIEW_HELD(facts, change, where),
  },
  deployment: {
    "on-record": (facts, change) => {
      if (change.number === undefined) return notApplicable("It was not deployed.");
      const found = deploymentSaid(facts, change);
      return found ? held(found.recorded) : failed("It was deployed, and nothing signed on record says so.");
    },
    "gates-open": ofDeployment(({ said }) => {
      if (said.verdict === "refused" || said.verdict === "superseded") return undefined;
      const closed = said.gates.find(({ answer }) => answer !== "allow");
      return closed && `The gate ${closed.gate} stood against it: ${closed.reason}`;
    }),
    proved: ofDeployment(({ said: { verdict, verification } }) => {
      if (verdict === "rollback_failed" || verdict === "inconclusive")
        return `It ended ${verdict.replaceAll("_", " ")}.`;
      if (verdict !== "succeeded") return undefined;
      if (verification.checks === 0) return "Nothing was checked.";
      return verification.failed > 0 ? `${verification.failed} checks failed.` : undefined;
    }),
    "not-forced": ofDeployment(({ said }) => (said.forced === undefined ? undefined : `It was forced: ${said.forced}`)),
  },
  exception: {
    none: (facts, change) => {
      const [first] = meanwhile(facts, change, "exception");
      if (!first) return held();
      const recorded = "said" in first ? first.recorded : first;
      return failed(
        "said" in first ? `There was an exception from ${first.said.rule}.` : "There was an exception.",
        recorded,
      );
    },
    approved: aboutAll("exception", "There was no exception.", ({ rule, approvedBy, owner, requestedBy = owner }) => {
      if (requestedBy === undefined) return `Who asked for the exception from ${rule} is not known.`;
      return approvedBy.some((one) => !isSameAccount(one, requestedBy))
        ? undefined
        : `Nobody else agreed to the exception from ${rule}.`;
    }),
  },
  provision: {
    consented: aboutAll("provision", "No plan was carried out.", ({ changes, consents }) => {
      const lost = changes.find(
        ({ risk, address }) => LOSSES.has(risk) && !consents.some((one) => one.endsWith(`:${address}`)),
      );
      return lost && `${lost.address} could lose what it holds, and nobody allowed that by name.`;
    }),
    approved: aboutAll("provision", "No plan was carried out.", ({ plan, approved, changes }) =>
      changes.length === 0 || approved === plan ? undefined : `Nobody had approved the plan ${shortDigest(plan)}.`,
    ),
    done: aboutAll("provision", "No plan was carried out.", ({ outcome }) =>
      outcome === "failed" ? "A plan failed halfway." : undefined,
    ),
  },
  record: {
    whole: ({ record: { flaws } }) => {
      const [flaw] = flaws;
      return flaw ? failed(`${flaw.message}${flaws.length > 1 ? ` And ${flaws.length - 1} more.` : ""}`) : held();
    },
    anchored: ({ record: { anchored, entries } }) => {
      const last = entries.at(-1)?.index ?? 0;
      if (last === 0) return failed("The record is empty.");
      return anchored === last
        ? held()
        : failed(
            `The record has ${last} entries, and an anchor vouches for ${anchored === 0 ? "none" : `the first ${anchored}`}.`,
          );
    },
  },
  running: {
    known: ({ running, changes }, change) => {
      if (change.environment === undefined) return notApplicable("It was not deployed.");
      if ("why" in running) return failed(`What runs is not known: ${running.why}`);
      const here = running.digests.filter(({ environment }) => environment === change.environment);
      const known = new Set(
        changes
          .filter((one) => one.environment === change.environment && !one.isUnsigned && mayServe(one))
          .map(({ digest }): string => digest),
      );
      const stray = here.find(({ digest }) => !known.has(digest));
      return stray
        ? failed(`${stray.workload} runs ${shortDigest(stray.digest)}, which no deployment on record brought.`)
        : held();
    },
  },
};

const REVIEW_HELD = aboutRelease(
  "source-review",
  "who reviewed what went out",
  ({ said }) => (said.held ? undefined : `Not every commit was reviewed: ${said.reasons.slice(0, 3).join("; ")}`),
  isOfWay,
);

/** Services of one repository have the same commits. */
function isOfService({ said }: Said<"test-result">, { service }: ControlFacts): boolean {
  return said.configuration.some(({ name }) => name === service);
}

/** The review of the way from what served before to this. */
function isOfWay({ said }: Said<"source-review">, _: ControlFacts, { commit, previousCommit }: Change): boolean {
  return said.head === commit && (previousCommit === undefined || said.base === previousCommit);
}

/** What was refused, or taken back, serves nobody. */
function mayServe({ verdict }: Change): boolean {
  return verdict === "succeeded" || verdict === "inconclusive" || verdict === "rollback_failed";
}

/** It had succeeded in this environment before. */
function isWayBack({ changes }: ControlFacts, change: Change): boolean {
  return changes.some(
    (one) =>
      one.environment === change.environment &&
      one.digest === change.digest &&
      one.verdict === "succeeded" &&
      !one.isUnsigned &&
      (one.number ?? 0) < (change.number ?? 0),
  );
}
