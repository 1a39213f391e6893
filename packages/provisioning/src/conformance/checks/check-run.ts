import type { Check } from "../report.ts";

/** One check as it is run. */
export interface CheckRun {
  readonly check: Check;
  readonly of?: string | undefined;
  /** Checks without which this one would say nothing. */
  readonly needs: readonly Check[];
  /** @throws {CheckFailed} and {CheckSkipped} */
  run(): Promise<void>;
}

/** What every check that goes through a life of its own begins with. */
export const A_LIFE: readonly Check[] = ["create", "read", "no-op", "destroy"];
