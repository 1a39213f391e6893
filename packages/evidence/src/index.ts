// Errors
export { EvidenceError, type EvidenceErrorCode } from "./errors.ts";

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
