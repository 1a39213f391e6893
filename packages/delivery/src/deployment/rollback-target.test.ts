import type { StateStore } from "@towpath/provisioning";
import fc from "fast-check";
import { beforeEach, describe, expect, test } from "vitest";
import { memoryStore } from "../testing/memory-store.ts";
import { addRecord, digestOf, releaseRecord } from "../testing/records.ts";
import type { DeploymentState } from "./deployment.ts";
import { rollbackTarget } from "./rollback-target.ts";

let state: StateStore;
beforeEach(() => {
  state = memoryStore();
});

const add = (version: string, verdict: DeploymentState = "succeeded", more = {}) =>
  addRecord(state, { release: releaseRecord(version), verdict, ...more });
const back = async (to?: string) => {
  const { release, rollbackOf, from } = await rollbackTarget(state, "orders", "dev", to);
  return [release.version, rollbackOf, from.number];
};
const refused = (message: RegExp) => ({
  code: "delivery/rollback-target",
  kind: "refused",
  message: expect.stringMatching(message),
});

test("the digest before the present one, however often that was deployed", async () => {
  await add("1.0.0");
  await add("1.1.0");
  await add("1.1.0");
  await add("1.2.0", "rolled_back");
  expect(await back()).toEqual(["1.0.0", 3, 1]);
});

test("twice goes back by two, not to and fro", async () => {
  await add("1.0.0");
  await add("1.1.0");
  await add("1.2.0");
  expect(await back()).toEqual(["1.1.0", 3, 2]);
  await add("1.1.0", "succeeded", { kind: "rollback", rollbackOf: 3 });
  expect(await back()).toEqual(["1.0.0", 4, 1]);
  await add("1.0.0", "succeeded", { kind: "rollback", rollbackOf: 4 });
  await expect(back()).rejects.toMatchObject(refused(/^Nothing that succeeded in dev before 1\.0\.0/));
});

test.each(["inconclusive", "rollback_failed"] as const)("what may serve (%s) is what is undone", async (verdict) => {
  await add("1.0.0");
  await add("1.1.0");
  await add("1.2.0", verdict, { exposingAt: "2026-03-01T10:00:00.000Z" });
  await add("1.3.0", "refused");
  expect(await back()).toEqual(["1.1.0", 3, 2]);
});

test("a rollback that was cut off is gone on with, and one that did not hold goes further", async () => {
  for (const version of ["1.0.0", "1.1.0", "1.2.0"]) await add(version);
  const cutOff = { kind: "rollback", rollbackOf: 3, exposingAt: "2026-03-01T10:00:00.000Z" };
  await add("1.1.0", "inconclusive", cutOff);
  expect(await back()).toEqual(["1.1.0", 3, 2]);
  await add("1.1.0", "rollback_failed", cutOff);
  expect(await back()).toEqual(["1.0.0", 3, 1]);
});

test("what serves on after another configuration of it was taken back is one to go back to", async () => {
  const { number, artifact } = await add("1.0.0");
  const previous = { number, version: "1.0.0", digest: artifact.digest };
  await add("1.0.0", "rolled_back", { kind: "config", previous });
  await add("1.1.0");
  expect(await back()).toEqual(["1.0.0", 3, 1]);
});

test("what got to nobody is not undone", async () => {
  await add("1.0.0");
  await add("1.1.0");
  await add("1.2.0", "inconclusive");
  expect(await back()).toEqual(["1.0.0", 2, 1]);
});

describe("a digest by name", () => {
  beforeEach(async () => {
    for (const version of ["1.0.0", "1.1.0", "1.2.0"]) await add(version);
    await add("2.0.0", "rolled_back");
  });

  test("whole, or its beginning", async () => {
    const digest = digestOf("1.0.0");
    expect(await back(digest)).toEqual(["1.0.0", 3, 1]);
    expect(await back(digest.slice(0, 19))).toEqual(["1.0.0", 3, 1]);
    expect(await back(digest.slice(7, 19))).toEqual(["1.0.0", 3, 1]);
  });

  test("that failed, serves, or never was, is refused, with those that there are", async () => {
    await expect(back(digestOf("2.0.0"))).rejects.toMatchObject(refused(/^No release that succeeded in dev/));
    await expect(back(digestOf("1.2.0"))).rejects.toMatchObject(refused(/^1\.2\.0 .* serves dev already\.$/));
    await expect(back("ffffffffffff")).rejects.toMatchObject({
      ...refused(/has the digest ffffffffffff\.$/),
      hint: expect.stringMatching(/^There is a way back to sha256:.* \(1\.1\.0\), sha256:.* \(1\.0\.0\)\.$/),
    });
  });
});

test.each(["", "sha256:", "1.0.0", "SHA256:AB"])(
  "%j is the beginning of no digest, also where there is one alone",
  async (to) => {
    await add("1.0.0");
    await add("1.1.0");
    await expect(back(to)).rejects.toMatchObject(refused(/ is neither a digest nor the beginning of one\.$/));
  },
);

test("where nothing ever served there is nothing to undo", async () => {
  await add("1.0.0", "failed_before_exposure");
  await expect(back()).rejects.toMatchObject(refused(/^orders has never served dev\.$/));
});

test("whatever there was, going back again and again ends, and comes to no digest twice", async () => {
  const verdicts = fc.constantFrom<DeploymentState>(
    "succeeded",
    "succeeded",
    "succeeded",
    "rolled_back",
    "inconclusive",
    "refused",
  );
  const attempts = fc.array(fc.tuple(fc.integer({ min: 0, max: 5 }), verdicts), { maxLength: 12 });
  await fc.assert(
    fc.asyncProperty(attempts, async (sketches) => {
      state = memoryStore();
      for (const [version, verdict] of sketches) await add(`1.${version}.0`, verdict);
      const visited: string[] = [];
      for (;;) {
        const found = await rollbackTarget(state, "orders", "dev").catch(() => undefined);
        if (!found) break;
        visited.push(found.release.version);
        expect(new Set(visited).size).toBe(visited.length);
        await add(found.release.version, "succeeded", { kind: "rollback", rollbackOf: found.rollbackOf });
      }
    }),
    { numRuns: process.env["TOWPATH_LONG"] ? 5_000 : 200 },
  );
});
