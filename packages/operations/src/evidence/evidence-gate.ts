import { type Digest, type Effects, errorMessage, isAbort, shortDigest } from "@towpath/core";
import type { GateAnswer } from "@towpath/delivery";
import {
  type Entry,
  type PredicateName,
  predicateOf,
  type SourceReviewPredicate,
  type SubjectKey,
  subjectKeys,
  type VerifiedStatement,
  verifyRecord,
} from "@towpath/evidence";
import type { GateEvidence } from "@towpath/manifest";
import { attestReview } from "./attest-review.ts";
import { statementsAbout } from "./believed-statements.ts";
import { isCommit } from "./is-commit.ts";
import type { Evidence } from "./open-evidence.ts";
import type { AskReviews } from "./review-facts-from.ts";
import { reviewOnRecord } from "./review-on-record.ts";

/** What is to be deployed, and what an environment requires of it. */
export interface EvidenceRequest {
  readonly requires: readonly GateEvidence[];
  /** Of the artifact. */
  readonly digest: Digest;
  /** The commit that it was built from. */
  readonly commit: string | undefined;
  /** The version that it was built as: one that ends with `-dirty` is of no commit. */
  readonly version: string;
  /** What serves now: its commit; null where nothing was deployed. */
  readonly previous: { readonly commit: string | undefined } | null;
  /** Asks the server how the commits came to be, where nothing is on record of them yet. */
  readonly reviewFacts?: AskReviews | undefined;
}

/** Whether something is there: an answer, or why not and what to do. */
type Presence =
  | { readonly has: string }
  | { readonly lacks: string; readonly todo: string; readonly isUnknown?: boolean };

/**
 * The gate of an environment's evidence: whether everything that it requires is on record, is signed by somebody who is
 * believed, and says what it has to say. Contracts have a gate of their own. What cannot be known is no yes.
 */
export async function evidenceGate(
  evidence: Evidence,
  request: EvidenceRequest,
  effects: Effects,
): Promise<GateAnswer> {
  const gate = "evidence";
  const required = request.requires.filter((one) => one !== "contracts");
  if (required.length === 0) return { gate, answer: "allow", reason: "No evidence is asked for." };
  const whole = await requireWhole(evidence);
  if ("lacks" in whole)
    return { gate, answer: whole.isUnknown ? "unknown" : "deny", reason: whole.lacks, todo: whole.todo };
  const found: Presence[] = [];
  for (const one of required) found.push(await CHECKS[one]({ ...evidence, ...whole }, request, effects));
  const missing = found.filter((one) => "lacks" in one);
  if (missing.length === 0)
    return { gate, answer: "allow", reason: found.map((one) => ("has" in one ? one.has : "")).join(" ") };
  const unsigned = "why" in evidence.signing ? [`No evidence is written here: ${evidence.signing.why}`] : [];
  return {
    gate,
    answer: missing.every(({ isUnknown }) => isUnknown) ? "unknown" : "deny",
    reason: [...missing.map(({ lacks }) => lacks), ...unsigned].join(" "),
    todo: [...new Set(missing.map(({ todo }) => todo))].join(" "),
  };
}

/** The chain and the anchors; signatures are looked at where they are needed. */
async function requireWhole({
  record,
  anchor,
}: Evidence): Promise<
  Pick<ReadEvidence, "entries"> | { readonly lacks: string; readonly todo: string; readonly isUnknown: boolean }
> {
  const { service, store } = record;
  let heads: Parameters<typeof verifyRecord>[0]["heads"];
  try {
    heads = (await anchor?.heads(service)) ?? [];
  } catch (error) {
    if (isAbort(error)) throw error;
    return {
      lacks: `Whether the record is whole is not known: ${errorMessage(error)}`,
      todo: "Try again.",
      isUnknown: true,
    };
  }
  const { entries, flaws } = await verifyRecord({ store, service, heads, hasStatements: false });
  const [flaw] = flaws;
  if (!flaw) return { entries };
  const more = flaws.length > 1 ? ` And ${flaws.length - 1} more.` : "";
  return {
    lacks: `The record of evidence is not whole: ${flaw.message}${more}`,
    todo: "towpath evidence verify says all of it. Find out who changed it before anything is deployed.",
    isUnknown: false,
  };
}

/** Evidence whose record was looked at: it is read once for all that is asked of it. */
interface ReadEvidence extends Evidence {
  readonly entries: readonly Entry[];
}

type Check = (evidence: ReadEvidence, request: EvidenceRequest, effects: Effects) => Promise<Presence>;

const CHECKS: Readonly<Record<Exclude<GateEvidence, "contracts">, Check>> = {
  async provenance(evidence, { digest, commit }) {
    const [newest, why] = await newestOf(evidence, [digest], "provenance");
    if (!newest) return lacks(`Nothing on record says how ${shortDigest(digest)} was built`, why, BUILD_AGAIN);
    const said = predicateOf(newest.statement, "provenance");
    const sources = (said?.buildDefinition.resolvedDependencies ?? []).flatMap(
      (one) => one.digest?.["gitCommit"] ?? [],
    );
    if (commit !== undefined && !sources.includes(commit))
      return lacks(
        `${shortDigest(digest)} was built from another commit than ${commit.slice(0, 12)}`,
        why,
        BUILD_AGAIN,
      );
    return { has: `How it was built is on record (${newest.signer}).` };
  },
  async sbom(evidence, { digest }) {
    const [newest, why] = await newestOf(evidence, [digest], "sbom");
    return newest
      ? { has: "What it is made of is on record." }
      : lacks(`Nothing on record says what ${shortDigest(digest)} is made of`, why, BUILD_AGAIN);
  },
  async tests(evidence, { digest, commit, version }) {
    const subjects: SubjectKey[] = [digest, ...(isCommit(commit) ? [`git:${commit}` as const] : [])];
    // Services of one repository have the same commits.
    const isOfThis = (one: VerifiedStatement) =>
      predicateOf(one.statement, "test-result")?.configuration.some(({ name }) => name === evidence.record.service) ??
      false;
    const [newest, why] = await newestOf(evidence, subjects, "test-result", isOfThis);
    if (!newest)
      return lacks("No test result is on record", why, "Run towpath test for its commit with the signing key.");
    const isOfArtifact = subjectKeys(newest.statement.subject).includes(digest);
    if (!isOfArtifact && (await isDirty(evidence, digest, version)))
      return { lacks: `${WITH_CHANGES}: its tests ran without them.`, todo: BUILD_AGAIN };
    const said = predicateOf(newest.statement, "test-result");
    return said && said.result !== "FAILED"
      ? { has: "Its tests passed." }
      : { lacks: "Its tests failed when they ran last.", todo: "Mend them, and build again." };
  },
  async review(evidence, request, effects) {
    const { digest, commit, version, previous } = request;
    if (!isCommit(commit))
      return { lacks: "It was built from no commit: nobody can have reviewed it.", todo: BUILD_AGAIN };
    if (await isDirty(evidence, digest, version)) return { lacks: `${WITH_CHANGES}.`, todo: BUILD_AGAIN };
    if (previous && !isCommit(previous.commit))
      return {
        lacks: "The commit of what serves now is not known: what goes out cannot be told.",
        todo: "Where what serves is known by other means, let the platform take `review` out of `requires` for one deployment.",
        isUnknown: true,
      };
    const base = previous?.commit ?? null;
    const known = await reviewOnRecord(evidence, base, commit);
    if (known?.held) return heldBy(known);
    if (request.reviewFacts) {
      try {
        const fresh = await attestReview(evidence, await request.reviewFacts(base, commit), known, effects);
        if (fresh.base !== base || fresh.head !== commit)
          return { lacks: "Who reviewed it is not known: told was of other commits.", todo: ASK_GITHUB };
        if (!fresh.held) return notHeld(fresh);
        // Who cannot sign decides by what the server says now; who can has it on record, for those who ask later.
        const recorded = "why" in evidence.signing ? fresh : await reviewOnRecord(evidence, base, commit);
        if (recorded?.held) return heldBy(recorded);
        return { lacks: "Who reviewed it could not be put on record.", todo: "Try again." };
      } catch (error) {
        if (isAbort(error)) throw error;
        return { lacks: `Who reviewed it is not known: ${errorMessage(error)}`, todo: ASK_GITHUB, isUnknown: true };
      }
    }
    if (known) return notHeld(known);
    return { lacks: `Nothing on record says who reviewed ${commit.slice(0, 12)}.`, todo: ASK_GITHUB };
  },
};

const WITH_CHANGES = "It was built with changes that no commit holds";
const BUILD_AGAIN = "Run towpath build from a clean checkout with the signing key.";
const ASK_GITHUB = "Deploy from a workflow with the permissions contents: read and pull-requests: read.";

function lacks(what: string, why: string, todo: string): Presence {
  return { lacks: `${what}${why}.`, todo };
}

/** A version may be given by hand: how it was built says more, where that is on record. */
async function isDirty(evidence: ReadEvidence, digest: Digest, version: string): Promise<boolean> {
  if (version.endsWith("-dirty")) return true;
  const [built] = await newestOf(evidence, [digest], "provenance");
  const said = built && predicateOf(built.statement, "provenance");
  return said?.buildDefinition.internalParameters?.["isDirty"] === true;
}

/** The newest statement that is believed; and, where there are others only, why not. */
async function newestOf(
  { record, trust, entries }: ReadEvidence,
  subjects: readonly SubjectKey[],
  name: PredicateName,
  isMeant: (one: VerifiedStatement) => boolean = () => true,
): Promise<readonly [VerifiedStatement | undefined, string]> {
  const looked = await statementsAbout(record, entries, subjects, name, trust);
  const newest = looked.find((one) => "why" in one || isMeant(one.believed));
  // Not an older one that is believed: what was said since then may take it back.
  if (newest && "believed" in newest) return [newest.believed, ""];
  return [undefined, newest ? `: ${newest.why.replace(/\.$/, "")}` : ""];
}

function heldBy({ commits }: SourceReviewPredicate): Presence {
  const reviewers = [...new Set(commits.flatMap((commit) => commit.reviewers))].sort();
  const by = reviewers.length === 0 ? "" : ` by ${reviewers.join(", ")}`;
  return { has: `${commits.length === 1 ? "Its commit was" : `All ${commits.length} commits were`} reviewed${by}.` };
}

function notHeld({ reasons }: SourceReviewPredicate): Presence {
  const shown = reasons.slice(0, 3).join("; ");
  const more = reasons.length > 3 ? `; and ${reasons.length - 3} more` : "";
  return {
    lacks: `Not every commit was reviewed by somebody else: ${shown}${more}.`,
    todo: "Bring what was not reviewed through a pull request that somebody else approves.",
  };
}
