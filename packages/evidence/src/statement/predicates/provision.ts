import type { Digest } from "@towpath/core";
import type { RunReference } from "../predicates.ts";

/** One plan that was carried out, and how that ended. */
export interface ProvisionPredicate {
  readonly service: string;
  readonly environment: string;
  /** Digest of the changes. */
  readonly plan: Digest;
  /** Digest of the changes that were approved, where one was asked for. */
  readonly approved?: Digest | undefined;
  readonly changes: readonly {
    readonly address: string;
    readonly type: string;
    readonly action: string;
    readonly risk: string;
  }[];
  /** What was allowed by name: `data-loss:resources.db`. */
  readonly consents: readonly string[];
  readonly run: RunReference;
  /** RFC 3339. */
  readonly startedAt?: string | undefined;
  readonly finishedAt: string;
  readonly outcome: "done" | "unchanged" | "failed" | "refused";
  readonly reason?: string | undefined;
}
