import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { allEnded } from "./all-ended.ts";

test("a failure is thrown when the others have ended too", async () => {
  let hasEnded = false;
  const late = sleep(50).then(() => {
    hasEnded = true;
  });
  await expect(
    allEnded([Promise.reject(new Error("first")), late, Promise.reject(new Error("second"))]),
  ).rejects.toThrow("first");
  expect(hasEnded).toBe(true);
  expect(await allEnded([Promise.resolve(1), sleep(5, 2)])).toEqual([1, 2]);
});
