import type { Digest } from "@towpath/core";
import type { RecordedStatement } from "./change.ts";

/** What a condition came to for one change. */
export interface Held {
  readonly state: "held" | "failed" | "not-applicable";
  /** Why it did not hold, or does not apply. */
  readonly reason?: string | undefined;
  /** Digests of the signed statements that say so. */
  readonly evidence: readonly Digest[];
}

/** It held, as these say. */
export const held = (...statements: readonly RecordedStatement[]): Held => ({
  state: "held",
  evidence: statements.map(({ digest }) => digest),
});

/** It did not hold. */
export function failed(reason: string, ...statements: readonly RecordedStatement[]): Held {
  return { state: "failed", reason, evidence: statements.map(({ digest }) => digest) };
}

/** It is not asked of this change. */
export const notApplicable = (reason: string): Held => ({ state: "not-applicable", reason, evidence: [] });
