import { describe, expect, test } from "vitest";
import { HEAD, tried } from "../testing/resolved.ts";
import { withStandIns } from "./stand-in.ts";

const REST =
  "workload: { run: x, port: 1, variables: { A: '${resources.bd.url}' } }\nresources: { db: { type: postgres } }\n";

describe("what a document cannot do without keeps nothing else from being said", () => {
  test.each([
    ["a name that is none", HEAD.replace("orders", "Orders_1"), "manifest/invalid-value"],
    ["a name that is a number", HEAD.replace("orders", "17"), "manifest/wrong-type"],
    ["no name", HEAD.replace("name: orders", "owner: a"), "manifest/missing-key"],
    ["no metadata", HEAD.replace(/metadata.*\n/, ""), "manifest/missing-key"],
    ["metadata that are none", HEAD.replace("{ name: orders }", "orders"), "manifest/wrong-type"],
    ["no kind", HEAD.replace(/kind.*\n/, ""), "manifest/missing-key"],
    ["no apiVersion", HEAD.replace(/apiVersion.*\n/, ""), undefined],
  ])("%s", (_, head, code) => {
    const { findings, graph } = tried(head + REST);
    const codes = findings.map((finding) => finding.code);
    expect(codes).toHaveLength(2);
    expect(codes).toContain("manifest/unknown-resource");
    if (code !== undefined) expect(codes).toContain(code);
    expect(graph === undefined || findings.some(({ level }) => level === "mandatory")).toBe(true);
  });

  test("what is right stays as it is", () => {
    const right = { apiVersion: "towpath.dev/v1", kind: "Service", metadata: { name: "orders" }, x: 1 };
    expect(withStandIns("Service", right)).toBe(right);
  });

  test.each([
    ["Orders_1", "orders-1"],
    ["", "unnamed"],
    ["日本", "unnamed"],
    [17, "17"],
    [`${"a".repeat(62)}-b`, "a".repeat(62)],
  ])("the name %j becomes %s", (name, expected) => {
    expect(withStandIns("Service", { metadata: { name } })).toMatchObject({ metadata: { name: expected } });
  });
});
