import { conformDriver } from "./conform-driver.ts";
import { CHECKS, type ConformanceReport } from "./report.ts";
import type { ConformanceSubject } from "./subject.ts";

/** What a test framework has to give: vitest's, or node:test's behind a line of one's own. */
export interface TestFramework {
  describe(name: string, body: () => void): void;
  test(name: string, body: () => Promise<void>, timeoutMs: number): void;
}

/** How long all checks together may take, in milliseconds. */
const LIMIT_MS = 20 * 60_000;

/** A test for each check of a driver. The kit runs once, in the first of them. */
export function describeConformance(
  { describe, test }: TestFramework,
  subject: ConformanceSubject | (() => ConformanceSubject | Promise<ConformanceSubject>),
  name = "the driver conforms",
): void {
  let running: Promise<ConformanceReport> | undefined;
  const report = () => {
    running ??= Promise.resolve(typeof subject === "function" ? subject() : subject).then((each) =>
      conformDriver(each),
    );
    return running;
  };
  describe(name, () => {
    for (const check of CHECKS)
      test(
        check,
        async () => {
          const failed = (await report()).results.filter((each) => each.check === check && each.status === "failed");
          if (failed.length > 0)
            throw new Error(
              failed.map(({ of, message = "" }) => (of === undefined ? message : `${of}: ${message}`)).join("\n"),
            );
        },
        LIMIT_MS,
      );
  });
}
