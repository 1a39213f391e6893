import { hostname } from "node:os";
import { expect, test } from "vitest";
import { hostIdentityOn, isGone, ownProcess } from "./process-identity.ts";

test("a machine is told from another one of the same name", () => {
  const [one, other] = ["8C2E1B7A-0D1F-4E7B-9A55-0C7C2D3E4F50", "1D0F9E8C-7B6A-4958-8746-352413021F0E"];
  expect(hostIdentityOn("darwin", () => `${one}\n`)).toBe(one);
  expect(hostIdentityOn("darwin", () => `${other}\n`)).toBe(other);
  expect(hostIdentityOn("darwin", () => "unknown oid")).toBeUndefined();
  expect(
    hostIdentityOn("darwin", () => {
      throw new Error("no sysctl");
    }),
  ).toBeUndefined();
  expect(hostIdentityOn("freebsd")).toBeUndefined();
});

test("of a process elsewhere nobody says that it has ended", () => {
  const own = ownProcess();
  if (own) expect(isGone(own)).toBe(false);
  expect(isGone({ host: hostname(), pid: 2 ** 22 + 1, start: "1" })).toBe(false);
  if (own) expect(isGone({ ...own, pid: 2 ** 22 + 1 })).toBe(true);
});
