import type { Finding } from "@towpath/core";

/**
 * What reading a document came to. `value` may be there beside findings: it is what is left without the parts that are
 * wrong, so that more can be said about it at once. Nobody may act on it while a finding blocks.
 */
export interface Loaded<T> {
  readonly value?: T;
  /** Ordered by place. */
  readonly findings: readonly Finding[];
}
