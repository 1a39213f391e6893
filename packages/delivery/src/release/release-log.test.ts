import { expect, test } from "vitest";
import { memoryStore } from "../testing/memory-store.ts";
import { releaseRecord } from "../testing/records.ts";
import { recordRelease, releasesOf } from "./release-log.ts";

async function versions(state: ReturnType<typeof memoryStore>): Promise<readonly string[]> {
  const found: string[] = [];
  for await (const { version } of releasesOf(state, "orders")) found.push(version);
  return found;
}

test("of several who record the same release at the same moment one does, and all have it", async () => {
  const state = memoryStore();
  const release = releaseRecord("1.0.0");
  const recorded = await Promise.all(Array.from({ length: 5 }, () => recordRelease(state, release)));
  expect(recorded).toEqual(Array.from({ length: 5 }, () => release));
  expect(await versions(state)).toEqual(["1.0.0"]);
});

test("several releases at the same moment are all recorded", async () => {
  const state = memoryStore();
  const names = ["1.0.0", "1.1.0", "1.2.0"];
  await Promise.all(names.map((version, minute) => recordRelease(state, releaseRecord(version, minute))));
  expect([...(await versions(state))].sort()).toEqual(names);
});
