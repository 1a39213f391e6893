import { expect, test } from "vitest";
import { roomRows } from "./room-rows.ts";

test("what the workloads of a service take is one row, and the largest comes first", () => {
  const of = (kind: string, usedBy: readonly string[], path: string, megabytes: number) => ({
    kind,
    usedBy,
    path,
    bytes: megabytes * 1_000_000,
  });
  const rows = roomRows([
    of("logs", ["a/dev"], "/a/web/logs", 30),
    of("artifacts", [], "/artifacts", 50),
    of("logs", ["b/dev"], "/b/web/logs", 10),
    of("logs", ["a/dev"], "/a/worker/logs", 40),
  ]);
  expect(rows).toEqual([
    ["logs", "a/dev", "70 MB"],
    ["artifacts", "", "50 MB"],
    ["logs", "b/dev", "10 MB"],
  ]);
});
