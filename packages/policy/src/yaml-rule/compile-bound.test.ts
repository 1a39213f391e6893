import { expect, it } from "vitest";
import { graphWith, now, resourceWith, settingWith, workloadWith } from "../testing/subjects.ts";
import { compileBound } from "./compile-bound.ts";

const placeOf = (start: number, end: number) => ({
  file: "waivers.yaml",
  range: { start: { line: 5, column: start + 10 }, end: { line: 5, column: end + 10 } },
});

function covers(source: string, days?: Parameters<typeof settingWith>[0]) {
  const compiled = compileBound(source, placeOf);
  if (!compiled.ok) throw new Error(compiled.flaws.map(({ message }) => message).join("\n"));
  const settings = days === undefined ? {} : { backupRetentionDays: settingWith(days) };
  const resource = resourceWith({ settings });
  return compiled.bound.covers({ resource, graph: graphWith({ resources: [resource] }), now });
}

it("covers as long as it holds", () => {
  expect(covers("resource.settings.backupRetentionDays >= 3", 3)).toBe(true);
  expect(covers("resource.settings.backupRetentionDays >= 3", 2)).toBe(false);
  expect(covers("environment.name == 'prod' && service.name == 'orders'")).toBe(true);
  expect(covers("now < timestamp('2027-01-01T00:00:00Z')")).toBe(true);
});

it("never covers where that cannot be said", () => {
  expect(covers("resource.settings.backupRetentionDays >= 3", { why: "it is an output" })).toBe(
    "it needs what is known only after apply: it is an output",
  );
  expect(covers("resource.settings.backupRetentionDays >= 3")).toContain("is not there");
  expect(covers("workload.scale.min > 1")).toBe("there is no workload here");
});

it("is about workloads, too", () => {
  const compiled = compileBound("workload.scale.min >= 1", placeOf);
  expect(compiled.ok && compiled.bound.covers({ workload: workloadWith(), now })).toBe(true);
});

it("says where it is wrong", () => {
  const compiled = compileBound("resource.setings.x > 3", placeOf);
  expect(compiled).toMatchObject({
    ok: false,
    flaws: [{ place: { range: { start: { line: 5, column: 19 } } }, suggestions: ["Did you mean settings?"] }],
  });
  expect(compileBound("resource.name", placeOf).ok).toBe(false);
});
