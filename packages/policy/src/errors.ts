import { TowpathError } from "@towpath/core";

/** Why rules could not be used as they were given. */
export type PolicyErrorCode =
  /** Two rules have the same id. */
  | "policy/duplicate-rule"
  /** A parameter's value is not of its kind. */
  | "policy/invalid-parameter"
  /** A value that was given as a pack is none. */
  | "policy/invalid-pack"
  /** A rule's own definition contradicts itself. */
  | "policy/invalid-rule"
  /** A layer tried to make a parameter less strict than the layer below it. */
  | "policy/loosened-parameter"
  /** A rule reported a message that it does not have, or left out a part of it. */
  | "policy/message";

/** Codes of what is found in how a platform or a service asks for rules. */
export type PolicyFindingCode =
  /** A rule in YAML cannot be taken as it is written. */
  | "policy/invalid-rule"
  /** A service asks for a level that is less strict than its platform's. */
  | "policy/loosened-level"
  /** A rule is not what its own tests or examples say. */
  | "policy/rule-test"
  /** A rule could be changed and none of its tests would notice. */
  | "policy/unnoticed-change"
  /** A level names a rule that no pack has. */
  | "policy/unknown-rule";

/** Rules, packs or their parameters cannot be used as they stand. */
export class PolicyError extends TowpathError<PolicyErrorCode> {
  override readonly name = "PolicyError";
}
