import type { JsonObject } from "@towpath/core";

/** How an artifact was built. SLSA provenance v1 (https://slsa.dev/spec/v1.0/provenance). */
export interface ProvenancePredicate {
  readonly buildDefinition: {
    /** A URI that says how to read the parameters. */
    readonly buildType: string;
    readonly externalParameters: JsonObject;
    readonly internalParameters?: JsonObject | undefined;
    readonly resolvedDependencies?: readonly ResourceDescriptor[] | undefined;
  };
  readonly runDetails: {
    readonly builder: { readonly id: string; readonly version?: Readonly<Record<string, string>> | undefined };
    readonly metadata?:
      | {
          readonly invocationId?: string | undefined;
          /** RFC 3339. */
          readonly startedOn?: string | undefined;
          readonly finishedOn?: string | undefined;
        }
      | undefined;
    readonly byproducts?: readonly ResourceDescriptor[] | undefined;
  };
}

/** in-toto's ResourceDescriptor (https://github.com/in-toto/attestation/blob/main/spec/v1/resource_descriptor.md). */
export interface ResourceDescriptor {
  readonly name?: string | undefined;
  readonly uri?: string | undefined;
  readonly digest?: Readonly<Record<string, string>> | undefined;
  readonly annotations?: JsonObject | undefined;
}
