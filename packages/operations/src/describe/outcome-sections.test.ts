import { expect, test } from "vitest";
import { failureSummary, outcomeSections } from "./outcome-sections.ts";

const change = { action: "create", durationMs: 1 } as const;

test("why something failed is said once, and all lines of it are shown", () => {
  const changes = [
    { ...change, address: "resources.db", status: "failed", message: "It cannot be fetched.\n  npm error\nConnect." },
    { ...change, address: "resources.uploads", status: "failed", message: "The disk is full." },
  ] as const;
  expect(failureSummary(changes)).toBe("resources.db: It cannot be fetched; resources.uploads: The disk is full");
  const [table, lines] = outcomeSections(changes);
  expect(table).toMatchObject({
    rows: [
      ["resources.db", "create", "failed"],
      ["resources.uploads", "create", "failed"],
    ],
  });
  expect(lines).toEqual({ kind: "lines", lines: ["resources.db: It cannot be fetched.", "  npm error", "Connect."] });
});

test("the same is said once of many", () => {
  const cancelled = ["a", "b", "c", "d", "e", "f", "g"].map((name) => ({
    ...{ ...change, address: `resources.${name}`, status: "cancelled" as const },
    message: name === "a" ? "The run was cancelled in it." : "The run was cancelled before it.",
  }));
  expect(outcomeSections(cancelled)[1]).toEqual({
    kind: "lines",
    lines: [
      "resources.a: The run was cancelled in it.",
      "resources.b, resources.c, resources.d, resources.e, resources.f and 1 more: The run was cancelled before it.",
    ],
  });
});
