import { readFileSync } from "node:fs";
import { Secret } from "@towpath/core";
import { Ajv2020 } from "ajv/dist/2020.js";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { jsonParts, renderJson } from "./json.ts";
import { EXIT_CODES } from "./result.ts";
import { findingWith, rawControls, resultWith, runs, untrustedResults } from "./testing/findings.ts";
import { sampleResult } from "./testing/sample.ts";

const schema: unknown = JSON.parse(readFileSync(new URL("../schemas/result.json", import.meta.url), "utf8"));
if (typeof schema !== "object" || schema === null) throw new TypeError("schemas/result.json is no object.");
const validate = new Ajv2020({ allErrors: true }).compile(schema);

describe("a result as JSON", () => {
  test("is one document with its exit code and without sections", () => {
    const sections = [{ kind: "lines" as const, lines: ["for people"] }];
    const document: unknown = JSON.parse(
      renderJson(resultWith({ findings: [findingWith()], sections, data: { a: 1 } })),
    );
    expect(document).toMatchObject({ result: 1, verb: "check", status: "failed", exitCode: 1, data: { a: 1 } });
    expect(document).not.toHaveProperty("sections");
  });

  test("has its keys in one order, whatever order they were made in", () => {
    const finding = findingWith();
    const turned = findingWith(Object.fromEntries(Object.entries(finding).reverse()));
    const reversed = Object.fromEntries(Object.entries(turned).reverse());
    expect(renderJson(resultWith({ findings: [{ ...finding, ...reversed }] }))).toBe(
      renderJson(resultWith({ findings: [finding] })),
    );
    expect(Object.keys(JSON.parse(renderJson(resultWith())))).toEqual([
      "result",
      "verb",
      "status",
      "exitCode",
      "service",
      "summary",
      "counts",
      "findings",
      "data",
    ]);
  });

  test.each(Object.entries(EXIT_CODES))("of status %s exits %i, as the schema says", (status, code) => {
    const text = renderJson({ ...resultWith(), status: status as keyof typeof EXIT_CODES });
    expect(JSON.parse(text)).toMatchObject({ status, exitCode: code });
    expect(validate(JSON.parse(text))).toBe(true);
    expect(validate({ ...JSON.parse(text), exitCode: 42 })).toBe(false);
  });

  test("keeps its schema and its texts, and holds no raw control", () => {
    fc.assert(
      fc.property(untrustedResults, (result) => {
        const text = renderJson(result);
        const document = JSON.parse(text);
        expect(validate(document), JSON.stringify(validate.errors)).toBe(true);
        expect(text).not.toMatch(rawControls);
        expect(text).not.toContain("##[");
        expect(document.summary).toBe(result.summary);
        expect(document.findings.map((finding: { message: string }) => finding.message)).toEqual(
          result.findings.map(({ message }) => message),
        );
      }),
      { numRuns: runs },
    );
  });

  test("is laid out as JSON is, and comes in parts that are the same", () => {
    const findings = Array.from({ length: 1_201 }, (_, index) => findingWith({ address: `a${index}` }));
    for (const result of [resultWith(), resultWith({ findings, data: { a: [1], b: {} } }), sampleResult]) {
      const text = renderJson(result);
      expect(text).toBe(`${JSON.stringify(JSON.parse(text), undefined, 2)}\n`);
      expect([...jsonParts(result)].join("")).toBe(text);
    }
    expect([...jsonParts(resultWith({ findings }))].length).toBeGreaterThan(3);
  });

  test("has its golden form", async () => {
    await expect(renderJson(sampleResult)).toMatchFileSnapshot("testing/fixtures/result.json");
  });

  test("shows no secret", () => {
    expect(renderJson(resultWith({ data: { password: new Secret("hunter2hunter2") } }))).not.toContain("hunter2");
  });
});

test("the schema knows every verb", () => {
  const source = readFileSync(new URL("result.ts", import.meta.url), "utf8");
  const [, union = ""] = /export type Verb =(.*?);/s.exec(source) ?? [];
  const verbs = [...union.matchAll(/"([^"]+)"/g)].map(([, verb]) => verb);
  expect(verbs.length).toBeGreaterThan(30);
  expect(schema).toMatchObject({ properties: { verb: { enum: verbs } } });
});
