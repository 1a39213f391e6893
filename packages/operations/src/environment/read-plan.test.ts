import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Json } from "@towpath/core";
import { buildPlan, type Change, comparePlans, type Plan } from "@towpath/provisioning";
import { renderMarkdown, renderText, resultOf } from "@towpath/report";
import { graphWith } from "@towpath/testkit";
import fc from "fast-check";
import { expect, test } from "vitest";
import { planComparisonSections } from "../describe/plan-comparison-sections.ts";
import { OperationError } from "../errors.ts";
import { folderWith } from "../testing/folder-with.ts";
import { readPlan } from "./read-plan.ts";

const graph = graphWith();
const change: Change = {
  address: "resources.db",
  type: "postgres",
  engine: "local",
  action: "update",
  risk: "restart",
  reasons: ["Because."],
  diff: [{ path: "settings.size", before: 1, after: 2, unknown: false, secret: false }],
};
const plan: Plan = buildPlan({
  service: "orders",
  environment: "dev",
  goal: "match",
  inputs: { manifest: "sha256:aa", platform: "sha256:bb", state: "absent" },
  changes: [change],
  createdAt: new Date(0),
});
const { folder, effects } = folderWith({});
const read = (value: unknown): Plan => {
  writeFileSync(join(folder, "plan.json"), JSON.stringify(value));
  return readPlan("plan.json", graph, effects, undefined);
};

test("a plan is read as it was written", () => {
  expect(read(plan)).toEqual(JSON.parse(JSON.stringify(plan)));
});

/** Every path in a value, to put something else there. */
function pathsIn(value: unknown, path: readonly string[] = []): readonly (readonly string[])[] {
  if (typeof value !== "object" || value === null) return [path];
  return [path, ...Object.entries(value).flatMap(([name, member]) => pathsIn(member, [...path, name]))];
}

function withAt(value: unknown, [name, ...rest]: readonly string[], put: Json): unknown {
  if (name === undefined) return put;
  const copy: object = Array.isArray(value) ? [...value] : { ...(typeof value === "object" ? value : {}) };
  Reflect.set(copy, name, withAt(Reflect.get(copy, name), rest, put));
  return copy;
}

test("whatever stands in the file, it is refused as no plan or can be compared and shown", () => {
  const anything = fc.oneof(
    fc.jsonValue({ maxDepth: 2 }).map((value): Json => JSON.parse(JSON.stringify(value) ?? "null")),
    fc.constantFrom<Json>(null, "", "\ud800", [], {}, 0, "</details>", "__proto__"),
  );
  fc.assert(
    fc.property(fc.constantFrom(...pathsIn(plan)), anything, fc.boolean(), (path, value, hasDigest) => {
      const edited = withAt(plan, path, value);
      let found: Plan;
      try {
        const rebuilt = hasDigest ? withDigest(edited) : edited;
        found = read(rebuilt);
      } catch (error) {
        expect(error).toBeInstanceOf(OperationError);
        expect(error).toMatchObject({ code: "operation/plan-file" });
        return;
      }
      comparePlans(found, plan);
      const sections = planComparisonSections(found, plan);
      const result = resultOf({ verb: "apply", summary: "S.", sections, data: null });
      renderText(result, { colour: false });
      renderMarkdown(result);
    }),
    { numRuns: process.env["TOWPATH_LONG"] ? 20_000 : 500 },
  );
});

/** With the digest that its changes have, as somebody would write who knows how it is made. */
function withDigest(value: unknown): unknown {
  try {
    if (typeof value !== "object" || value === null) return value;
    const { changesDigest } = buildPlan({ ...plan, ...value, createdAt: new Date(0) });
    return { ...value, changesDigest };
  } catch {
    return value;
  }
}
