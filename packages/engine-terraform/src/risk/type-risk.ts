import type { Risk } from "@towpath/provisioning";

/** What is known of a type of things: what changing one does to whoever uses it. */
export interface TypeRisk {
  /** Of deleting or replacing one. */
  readonly remove: Risk;
  /** Of an update of whatever is not in {@link TypeRisk.attributes}; `none` when absent. */
  readonly update?: Risk | undefined;
  /** Of an update of one attribute, by its path without indexes: `storage_profile.size`; what is said of the whole holds for its parts. */
  readonly attributes?: Readonly<Record<string, Risk>> | undefined;
}

/** What is known of types, by their names. */
export type TypeRisks = Readonly<Record<string, TypeRisk>>;

/** What a platform says of types that it knows better, by their names: the engine option `risks`. */
export type RiskOverrides = Readonly<Record<string, RiskOverride>>;

/** What a platform says of one type; the tables hold for what it does not say. */
export interface RiskOverride {
  readonly delete?: Risk | undefined;
  readonly replace?: Risk | undefined;
  readonly update?: Risk | undefined;
  /** Of an update of one attribute, by its path without indexes. */
  readonly attributes?: Readonly<Record<string, Risk>> | undefined;
}
