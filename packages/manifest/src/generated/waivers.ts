// Written by `npm run generate` from schemas/ and starter/. Do not edit.

type Name = string;
/**
 * A day, as year-month-day.
 */
type Date = string;

/**
 * One exception: which rule, for what, why, who answers for it, and until when.
 */
export interface WaiverEntry {
  /**
   * Its name in outputs and conversations; no other waiver has it.
   */
  id: string;
  /**
   * The rule that it excepts from.
   */
  rule: string;
  subject: WaiverSubject;
  /**
   * A bound in CEL: the waiver covers only while it holds, so that what is excepted cannot get worse.
   */
  allow?: string;
  /**
   * Why the rule does not hold here yet.
   */
  reason: string;
  /**
   * Who sees to it that the waiver is not needed any more.
   */
  owner: string;
  /**
   * The team that agrees; in a pull request an approving review by one of its members counts.
   */
  approvedBy?: string;
  /**
   * Where it is followed up.
   */
  ticket?: string;
  created: Date;
  expires: Date;
}
/**
 * What the rule is waived for: an address, never a line or a count. What is left out is not narrowed.
 */
interface WaiverSubject {
  service?: Name;
  environment?: Name;
  /**
   * The resource, by its name in the manifest, with all that belongs to it.
   */
  resource?: string;
  /**
   * The workload, by its name in the manifest, with all that belongs to it.
   */
  workload?: string;
  /**
   * Anything else, by the address that the finding has, with all that is below it; alone for what belongs to no service.
   */
  address?: string;
  /**
   * The file of a finding that belongs to no service, from the root of the repository.
   */
  file?: string;
}
