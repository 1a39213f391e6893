/** What a driver is looked at for, in the order in which it is looked at. */
export const CHECKS = [
  "prepare",
  "want",
  "absent",
  "create",
  "read",
  "outputs",
  "secrets",
  "no-op",
  "destroy",
  "update",
  "replace",
  "upgrade",
  "drift",
  "rename",
  "neighbours",
  "services",
  "partial-failure",
  "cancellation",
  "kill",
  "time-limit",
] as const;

/** One thing that a driver is looked at for. What each asks for stands in the guide, `docs/driver.md`. */
export type Check = (typeof CHECKS)[number];

/** How a driver did in one check. */
export interface CheckResult {
  readonly check: Check;
  /** What of it, where a check is made of several things: `settings.size`, `version 18`. */
  readonly of?: string | undefined;
  readonly status: "passed" | "failed" | "skipped";
  /** Why it failed or was skipped: what was expected and what was there instead. Holds no secret. */
  readonly message?: string | undefined;
  readonly durationMs: number;
}

/** What came of running a driver through the kit. */
export interface ConformanceReport {
  readonly type: string;
  readonly driver: string;
  /** In the order of {@link CHECKS}. */
  readonly results: readonly CheckResult[];
  /** No check failed. Those that were skipped say why. */
  readonly isConforming: boolean;
}

/** A report as lines for a person, failures and what was left out with their reasons. */
export function formatConformance({ results, type, driver }: ConformanceReport): string {
  const mark = { passed: "ok", failed: "FAILED", skipped: "left out" } as const;
  const lines = results.map(({ check, of, status, message }) => {
    const name = of === undefined ? check : `${check} (${of})`;
    return `  ${mark[status]}: ${name}${message === undefined ? "" : `: ${message}`}`;
  });
  return [`Driver "${driver}" for ${type}:`, ...lines].join("\n");
}
