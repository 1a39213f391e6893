import type { Digest } from "@towpath/core";

/** Whether the controls of a catalogue held for a release. */
export interface ControlStatePredicate {
  readonly service: string;
  readonly environment?: string | undefined;
  /** RFC 3339. */
  readonly at: string;
  /** Digest of the controls that were asked. */
  readonly catalogue: Digest;
  readonly controls: readonly {
    readonly id: string;
    readonly state: "held" | "failed" | "waived" | "not-applicable";
    readonly reasons: readonly string[];
    /** Digests of the signed statements. */
    readonly evidence: readonly Digest[];
  }[];
}
