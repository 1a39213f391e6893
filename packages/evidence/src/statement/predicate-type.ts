/** What a statement may say, by the URI that in-toto knows it by. */
export const PREDICATE_TYPES = {
  provenance: "https://slsa.dev/provenance/v1",
  "test-result": "https://in-toto.io/attestation/test-result/v0.1",
  sbom: "https://cyclonedx.org/bom",
  "source-review": "https://towpath.dev/source-review/v1",
  deployment: "https://towpath.dev/deployment/v1",
  "control-state": "https://towpath.dev/control-state/v1",
  exception: "https://towpath.dev/exception/v1",
  provision: "https://towpath.dev/provision/v1",
} as const;

/** The short name of what a statement says: `provenance`, `deployment`. */
export type PredicateName = keyof typeof PREDICATE_TYPES;

/** The URI of what a statement says. */
export type PredicateType = (typeof PREDICATE_TYPES)[PredicateName];

/** The short name of a URI, or undefined for one that this version does not know. */
export function predicateName(type: string): PredicateName | undefined {
  return PREDICATE_NAMES.find((name) => PREDICATE_TYPES[name] === type);
}

/** True for a short name. */
export function isPredicateName(name: string): name is PredicateName {
  return Object.hasOwn(PREDICATE_TYPES, name);
}

/** All short names. */
export const PREDICATE_NAMES: readonly PredicateName[] = Object.keys(PREDICATE_TYPES).filter(isPredicateName);
