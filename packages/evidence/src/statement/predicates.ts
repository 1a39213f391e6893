import type { Digest, JsonObject } from "@towpath/core";
import type { PredicateName } from "./predicate-type.ts";
import type { ControlStatePredicate } from "./predicates/control-state.ts";
import type { DeploymentPredicate } from "./predicates/deployment.ts";
import type { ExceptionPredicate } from "./predicates/exception.ts";
import type { ProvenancePredicate } from "./predicates/provenance.ts";
import type { ProvisionPredicate } from "./predicates/provision.ts";
import type { SourceReviewPredicate } from "./predicates/source-review.ts";
import type { TestResultPredicate } from "./predicates/test-result.ts";

/** A bill of materials in CycloneDX, as the tool that made it wrote it. */
export type SbomPredicate = JsonObject;

interface Predicates {
  readonly provenance: ProvenancePredicate;
  readonly "test-result": TestResultPredicate;
  readonly sbom: SbomPredicate;
  readonly "source-review": SourceReviewPredicate;
  readonly deployment: DeploymentPredicate;
  readonly "control-state": ControlStatePredicate;
  readonly exception: ExceptionPredicate;
  readonly provision: ProvisionPredicate;
}

/** What a statement of a short name says. */
export type PredicateOf<Name extends PredicateName> = Predicates[Name];

/** Which run of a pipeline, or of a person's machine. */
export interface RunReference {
  readonly id: string;
  readonly attempt: number;
  readonly actor: string;
}

/** An artifact by its name and digest. */
export interface ArtifactReference {
  readonly name: string;
  readonly digest: Digest;
}
