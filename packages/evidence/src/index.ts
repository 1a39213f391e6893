// Statements

export {
  isPredicateName,
  PREDICATE_NAMES,
  PREDICATE_TYPES,
  type PredicateName,
  type PredicateType,
  predicateName,
} from "./statement/predicate-type.ts";
export type { ControlStatePredicate } from "./statement/predicates/control-state.ts";
export type { DeploymentPredicate } from "./statement/predicates/deployment.ts";
export type { ExceptionPredicate } from "./statement/predicates/exception.ts";
export type { ProvenancePredicate, ResourceDescriptor } from "./statement/predicates/provenance.ts";
export type { ProvisionPredicate } from "./statement/predicates/provision.ts";
export type { ReviewedCommit, SourceReviewPredicate } from "./statement/predicates/source-review.ts";
export type { TestResultPredicate } from "./statement/predicates/test-result.ts";
export type { ArtifactReference, PredicateOf, RunReference, SbomPredicate } from "./statement/predicates.ts";
export { predicateOf, readStatement, type Statement, statement } from "./statement/statement.ts";
export {
  commitSubject,
  digestSubject,
  type Subject,
  type SubjectKey,
  subjectKey,
  subjectKeys,
} from "./statement/subject.ts";

// Signing and believing

export { outsideWindow, readPublicKey, type TrustedKey } from "./signing/key.ts";
export { keySigner } from "./signing/key-signer.ts";
export { type KeylessOptions, keylessSigner } from "./signing/keyless-signer.ts";
export {
  claimedStatement,
  decodeSigned,
  encodeSigned,
  type SignedStatement,
  signedDigest,
} from "./signing/signed-statement.ts";
export type { Signer } from "./signing/signer.ts";
export type { TrustedIdentity } from "./signing/trusted-identity.ts";
export { isTrustedRoot, type Trust, type VerifiedStatement, verifyStatement } from "./signing/verify-statement.ts";

// The record

export type { Anchor } from "./record/anchor.ts";
export { directoryAnchor } from "./record/directory-anchor.ts";
export { decodeHead, type Entry, entryDigest, type Head, headOf, isEntryOf } from "./record/entry.ts";
export { type EvidenceRecord, openRecord } from "./record/evidence-record.ts";
export type { RecordFlaw, RecordFlawKind } from "./record/record-flaw.ts";
export type { RecordStore } from "./record/record-store.ts";
export { type RecordCheck, type RecordVerdict, verifyRecord } from "./record/verify-record.ts";

// Four eyes

export type {
  Account,
  CommitFacts,
  CommitPeople,
  Contributor,
  PullFacts,
  ReviewFacts,
  ReviewGiven,
} from "./review/review-facts.ts";
export { type ReviewRules, sourceReview } from "./review/source-review.ts";

// Errors

export { EvidenceError, type EvidenceErrorCode } from "./errors.ts";
