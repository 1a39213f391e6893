import { CHECKS, type ConformanceSubject, conformDriver, formatConformance } from "@towpath/provisioning/conformance";
import { expect } from "vitest";

/** Killing at every instant takes minutes, and each driver is also killed in its own tests. */
const IS_LONG = Boolean(process.env["TOWPATH_LONG"]);

/** How many disturbances and changes are tried in an ordinary run: each takes a whole apply or two. */
const TRIED = 2;

/** Runs a driver through the kit; without TOWPATH_LONG it is not killed at every write, and disturbed and changed in few ways. */
export async function expectConformance(subject: ConformanceSubject): Promise<void> {
  const checks = CHECKS.filter((check) => IS_LONG || check !== "kill");
  const disturbances = IS_LONG ? subject.disturbances : subject.disturbances?.slice(-TRIED);
  const changes = IS_LONG ? subject.changes : subject.changes?.slice(-TRIED);
  const report = await conformDriver({ ...subject, disturbances, changes }, { checks });
  expect(report.isConforming, formatConformance(report)).toBe(true);
  expect(report.results.filter(({ status }) => status === "passed").length).toBeGreaterThan(15);
}
