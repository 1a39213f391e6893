import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CHECKS, type Check, conformDriver, formatConformance } from "@towpath/provisioning/conformance";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { fileWorld, memoryWorld } from "../worlds/world.ts";
import { BROKEN, brokenSubject } from "./testing/broken-drivers.ts";
import { worldSubject } from "./testing/world-subject.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "towpath conformance "));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Checks that take their time: of drivers that break something else they are run in the long proof only. */
const CUTTING: readonly Check[] = ["partial-failure", "cancellation", "kill"];
const isLong = Boolean(process.env["TOWPATH_LONG"]);

const urlOf = (file: string) => new URL(`./testing/${file}`, import.meta.url).href;

test("a driver that keeps to its contract passes every check", { timeout: 120_000 }, async () => {
  const path = join(folder, "whole.json");
  const world = fileWorld(path);
  const module = { url: urlOf("world-subject.ts"), argument: path };
  const checks = CHECKS.filter((check) => isLong || check !== "kill"); // a driver that is killed is below
  const report = await conformDriver({ ...worldSubject(world), module }, { checks });
  expect(formatConformance(report)).not.toMatch(/FAILED|left out/);
  expect(new Set(report.results.map(({ check }) => check))).toEqual(new Set(checks));
  expect(report.isConforming).toBe(true);
  expect(world.things().filter(({ type }) => type !== "data")).toEqual([]);
});

describe("a driver with one thing wrong is found by the one check that is about it:", () => {
  test.each(BROKEN)("$name: $check", { timeout: 120_000 }, async ({ name, check }) => {
    const path = join(folder, `${name}.json`);
    const module = { url: urlOf("broken-drivers.ts"), argument: [path, name] };
    const subject = brokenSubject(name, check === "kill" ? fileWorld(path) : memoryWorld());
    const checks = CHECKS.filter((each) => each === check || isLong || !CUTTING.includes(each));
    const report = await conformDriver({ ...subject, ...(check === "kill" ? { module } : {}) }, { checks });
    const failed = new Set(report.results.filter(({ status }) => status === "failed").map((each) => each.check));
    expect([...failed], formatConformance(report)).toEqual([check]);
    expect(report.isConforming).toBe(false);
  });

  test("there is one for each check", () => {
    expect(new Set(BROKEN.map(({ check }) => check))).toEqual(new Set(CHECKS));
  });
});
