import {
  CHECKS,
  type Check,
  type ConformanceSubject,
  conformDriver,
  formatConformance,
} from "@towpath/provisioning/conformance";
import { expect } from "vitest";

const IS_LONG = Boolean(process.env["TOWPATH_LONG"]);

/** Cutting a run off at every instant takes minutes, and each driver is also killed in its own tests. */
const CUTTING: readonly Check[] = ["cancellation", "kill", "partial-failure"];

/** How many disturbances and changes are tried in an ordinary run: each takes a whole apply or two. */
const TRIED = 2;

/** Runs a driver through the kit; without TOWPATH_LONG it is not cut off at every instant, and disturbed and changed in few ways. */
export async function expectConformance(subject: ConformanceSubject): Promise<void> {
  const checks = CHECKS.filter((check) => IS_LONG || !CUTTING.includes(check));
  const disturbances = IS_LONG ? subject.disturbances : subject.disturbances?.slice(-TRIED);
  const changes = IS_LONG ? subject.changes : subject.changes?.slice(-TRIED);
  const report = await conformDriver({ ...subject, disturbances, changes }, { checks });
  expect(report.isConforming, formatConformance(report)).toBe(true);
  expect(report.results.filter(({ status }) => status === "passed").length).toBeGreaterThan(15);
}
