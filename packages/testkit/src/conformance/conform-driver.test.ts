import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CHECKS, conformDriver, formatConformance } from "@towpath/provisioning/conformance";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { fileWorld, memoryWorld } from "../worlds/world.ts";
import { BROKEN, brokenSubject } from "./testing/broken-drivers.ts";
import { worldSubject } from "./testing/world-subject.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "towpath conformance "));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const urlOf = (file: string) => new URL(`./testing/${file}`, import.meta.url).href;

test("a driver that keeps to its contract passes every check", { timeout: 120_000 }, async () => {
  const path = join(folder, "whole.json");
  const world = fileWorld(path);
  const module = { url: urlOf("world-subject.ts"), argument: path };
  const report = await conformDriver({ ...worldSubject(world), module });
  expect(formatConformance(report)).not.toMatch(/FAILED|left out/);
  expect(new Set(report.results.map(({ check }) => check))).toEqual(new Set(CHECKS));
  expect(report.isConforming).toBe(true);
  expect(world.things().filter(({ type }) => type !== "data")).toEqual([]);
});

describe("a driver with one thing wrong is found by the one check that is about it:", () => {
  test.each(BROKEN)("$name: $check", { timeout: 120_000 }, async ({ name, check }) => {
    const path = join(folder, `${name}.json`);
    const isKilled = check === "kill";
    const module = { url: urlOf("broken-drivers.ts"), argument: [path, name] };
    const subject = brokenSubject(name, isKilled ? fileWorld(path) : memoryWorld());
    const report = await (isKilled
      ? conformDriver({ ...subject, module }, { checks: [check] })
      : conformDriver(subject));
    const failed = new Set(report.results.filter(({ status }) => status === "failed").map((each) => each.check));
    expect([...failed], formatConformance(report)).toEqual([check]);
    expect(report.isConforming).toBe(false);
  });

  test("there is one for each check", () => {
    expect(new Set(BROKEN.map(({ check }) => check))).toEqual(new Set(CHECKS));
  });
});
