import type { TestCase } from "./test-case.ts";

/**
 * Joins the attempts at one test that a report lists one after the other (Gradle's test-retry and Playwright write them like
 * that): failed attempts and one that passed at the end are one flaky test. Anything else with the same name, such as a
 * test with parameters of which the last failed, stays as it is.
 *
 * @param cases of one report, in its order
 */
export function joinAttempts(cases: readonly TestCase[]): readonly TestCase[] {
  const groups = new Map<string, TestCase[]>();
  for (const test of cases) {
    const key = JSON.stringify([test.title, test.file, test.line]);
    const group = groups.get(key);
    if (group) group.push(test);
    else groups.set(key, [test]);
  }
  return [...groups.values()].flatMap((group) => joined(group) ?? group);
}

function joined(group: readonly TestCase[]): TestCase | undefined {
  const last = group.at(-1);
  const failed = group.slice(0, -1);
  const isRetried =
    last?.status === "passed" &&
    failed.length > 0 &&
    failed.every(({ status }) => status === "failed" || status === "error");
  if (!isRetried) return undefined;
  const [first] = failed;
  return {
    ...last,
    isFlaky: true,
    durationMs: group.reduce((sum, { durationMs }) => sum + durationMs, 0),
    message: first?.message,
    details: first?.details,
  };
}
