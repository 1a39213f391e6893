import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { findingWith, rawControls, resultWith, runs, untrustedResults } from "./testing/findings.ts";
import { sampleResult } from "./testing/sample.ts";
import { renderText } from "./text.ts";

const source = (file: string) =>
  file === "towpath.yaml" ? "resources:\n  db:\n    versoin: 17\n    type: postgres\n" : undefined;
const plain = { colour: false, source };

describe("a result as text", () => {
  test("says where, how bad, what, shows the line and what to do next", () => {
    const result = resultWith({
      summary: "orders: 1 finding must be mended.",
      findings: [findingWith({ environments: ["dev", "prod"] })],
    });
    expect(renderText(result, plain)).toMatchInlineSnapshot(`
      "towpath.yaml:3:5  mandatory  manifest/unknown-key in dev, prod
        "versoin" is no key of a resource.
          3 |     versoin: 17
            |     ^^^^^^^
        > Did you mean "version"?
        see docs/errors.md#manifest-unknown-key

      orders: 1 finding must be mended.
      "
    `);
  });

  test.each([
    [false, "mandatory  manifest/unknown-key\n"],
    [true, "mandatory manifest/unknown-key: "],
  ])("what is nowhere begins with how bad it is (quiet: %s)", (quiet, head) => {
    const { service: _, ...finding } = findingWith({ places: [], address: "" });
    const result = resultWith({ findings: [finding] });
    expect(renderText(result, { ...plain, quiet }).startsWith(head)).toBe(true);
  });

  test("groups by file, and shows every place of a finding", () => {
    const place = (line: number, from: number, to: number) => ({
      file: "towpath.yaml",
      range: { start: { line, column: from }, end: { line, column: to } },
    });
    const result = resultWith({
      summary: "orders: 1 finding must be mended, 1 is advice.",
      findings: [
        findingWith({ message: "They meet.", places: [place(2, 3, 5), place(4, 5, 9)], suggestions: [], docs: "" }),
        findingWith({ code: "workload/limits", level: "advisory", places: [{ file: "platform.yaml" }] }),
      ],
    });
    expect(renderText(result, plain)).toMatchInlineSnapshot(`
      "── platform.yaml (1 finding)

      platform.yaml  advisory  workload/limits
        "versoin" is no key of a resource.
        > Did you mean "version"?
        see docs/errors.md#manifest-unknown-key

      ── towpath.yaml (1 finding)

      towpath.yaml:2:3  mandatory  manifest/unknown-key
        They meet.
          2 |   db:
            |   ^^
        and towpath.yaml:4:5
          4 |     type: postgres
            |     ^^^^

      orders: 1 finding must be mended, 1 is advice.
      "
    `);
  });

  test("draws sections, aligned", () => {
    const result = resultWith({
      verb: "plan",
      summary: "orders in dev: 1 to create, 1 to change.",
      sections: [
        {
          kind: "fields",
          title: "Service",
          fields: [
            { name: "name", value: "orders" },
            { name: "owner", value: "shop" },
          ],
        },
        { kind: "table", head: ["Output", "Value"], rows: [["host", "localhost"], ["日本", "x"], ["port"]] },
        { kind: "lines", title: "Log", lines: ["\u001b[31mfailed\u001b[39m", "\tat main"] },
        {
          kind: "changes",
          title: "Changes",
          changes: [
            { sign: "+", text: "resources.db  postgres 17", details: [] },
            { sign: "~", text: "workloads.main", details: ["settings.maxConnections: 100 -> 150"] },
          ],
        },
      ],
    });
    expect(renderText(result, plain)).toMatchInlineSnapshot(`
      "Service
        name   orders
        owner  shop

        Output  Value
        host    localhost
        日本    x
        port

      Log
        failed
          at main

      Changes
        + resources.db  postgres 17
        ~ workloads.main
            settings.maxConnections: 100 -> 150

      orders in dev: 1 to create, 1 to change.
      "
    `);
  });

  test("wraps what it says to the width", () => {
    const result = resultWith({ findings: [findingWith({ message: "word ".repeat(30).trim() })] });
    const lines = renderText(result, { ...plain, width: 40 }).split("\n");
    expect(lines.filter((line) => line.includes("word")).every((line) => line.length <= 40)).toBe(true);
  });

  test("is silent when quiet and all is well, and otherwise says only what blocks", () => {
    const advice = findingWith({ level: "advisory" });
    const broken = findingWith({ level: "advisory", outcome: "error", message: "It threw." });
    expect(renderText(resultWith({ summary: "No.", findings: [advice, broken] }), { ...plain, quiet: true })).toBe(
      "towpath.yaml:3:5: error manifest/unknown-key: It threw.\nNo.\n",
    );
    expect(renderText(resultWith({ findings: [advice] }), { ...plain, quiet: true })).toBe("");
    expect(
      renderText(resultWith({ summary: "No.", findings: [advice, findingWith()] }), { ...plain, quiet: true }),
    ).toBe('towpath.yaml:3:5: mandatory manifest/unknown-key: "versoin" is no key of a resource.\nNo.\n');
  });

  test("never shows a line with a secret, whichever finding points at it", () => {
    const place = { file: "s.yaml", range: { start: { line: 1, column: 1 }, end: { line: 1, column: 4 } } };
    const findings = [findingWith({ places: [{ ...place, isSecret: true }] }), findingWith({ places: [place] })];
    const text = renderText(resultWith({ findings }), { colour: false, source: () => "KEY: hunter2hunter2" });
    expect(text).toContain("s.yaml:1:1");
    expect(text).not.toContain("hunter2");
  });

  test("says what a further place has to do with it", () => {
    const at = (line: number) => ({ start: { line, column: 3 }, end: { line, column: 5 } });
    const places = [
      { file: "towpath.yaml", range: at(3) },
      { file: "towpath.yaml", range: at(2), note: "first here" },
    ];
    const findings = [findingWith({ message: "It is here twice.", places, suggestions: [], docs: "" })];
    expect(renderText(resultWith({ summary: "So.", findings }), plain)).toMatchInlineSnapshot(`
      "towpath.yaml:3:3  mandatory  manifest/unknown-key
        It is here twice.
          3 |     versoin: 17
            |   ^^
        first here: towpath.yaml:2:3
          2 |   db:
            |   ^^

      So.
      "
    `);
  });

  test("marks two places on one line together", () => {
    const at = (from: number, to: number) => ({ start: { line: 4, column: from }, end: { line: 4, column: to } });
    const places = [
      { file: "towpath.yaml", range: at(11, 19) },
      { file: "towpath.yaml", range: at(5, 9) },
    ];
    const findings = [findingWith({ message: "They meet.", places, suggestions: [], docs: "" })];
    expect(renderText(resultWith({ summary: "So.", findings }), plain)).toMatchInlineSnapshot(`
      "towpath.yaml:4:11  mandatory  manifest/unknown-key
        They meet.
          4 |     type: postgres
            |     ^^^^  ^^^^^^^^

      So.
      "
    `);
  });

  test("shows the same line of two files twice", () => {
    const range = { start: { line: 2, column: 3 }, end: { line: 2, column: 5 } };
    const findings = [
      findingWith({
        places: [
          { file: "a.yaml", range },
          { file: "b.yaml", range },
        ],
        docs: "",
      }),
    ];
    const text = renderText(resultWith({ findings }), { colour: false, source: () => "x:\n  db:\n" });
    expect(text).toContain("  and b.yaml:2:3\n    2 |   db:\n      |   ^^\n");
  });

  test("shows no line of a value that a secret is part of", () => {
    const secret = { start: { line: 3, column: 5 }, end: { line: 3, column: 9 } };
    const around = { start: { line: 2, column: 3 }, end: { line: 4, column: 9 } };
    const text = renderText(
      resultWith({
        findings: [
          findingWith({ places: [{ file: "towpath.yaml", range: around }] }),
          findingWith({ places: [{ file: "towpath.yaml", range: secret, isSecret: true }] }),
        ],
      }),
      plain,
    );
    expect(text).not.toContain("versoin: 17");
  });

  test("shows no line of a secret of several lines", () => {
    const range = (line: number, endLine: number) => ({
      start: { line, column: 1 },
      end: { line: endLine, column: 9 },
    });
    const findings = [
      findingWith({ places: [{ file: "s.yaml", range: range(1, 3), isSecret: true }] }),
      findingWith({ places: [{ file: "s.yaml", range: range(2, 2) }] }),
      findingWith({ places: [{ file: "s.yaml", range: range(4, 4) }] }),
    ];
    const text = renderText(resultWith({ findings }), { colour: false, source: () => "KEY: |\n  one\n  two\nPORT: 1" });
    expect(text).not.toMatch(/KEY|one|two/);
    expect(text).toContain("PORT");
  });

  test("counts what is waived, and shows it only when asked to", () => {
    const findings = [findingWith({ outcome: "waived" }), findingWith({ outcome: "waived", address: "b" })];
    const result = resultWith({ summary: "orders: 2 waived.", findings });
    expect(renderText(result, plain)).toBe("2 waived findings are not shown.\n\norders: 2 waived.\n");
    expect(renderText(result, { ...plain, waived: true })).toMatch(/^towpath\.yaml:3:5 {2}waived {2}manifest/);
    expect(renderText(result, { ...plain, quiet: true })).toBe("");
  });

  test("says from when what is upcoming counts", () => {
    const findings = [findingWith({ outcome: "upcoming", message: "No TLS. From 2026-12-01 on this fails." })];
    expect(renderText(resultWith({ findings }), plain)).toContain(
      "upcoming  manifest/unknown-key\n  No TLS. From 2026-12-01",
    );
  });

  test("past as many as anybody reads shows the heaviest, in their order", () => {
    const findings = Array.from({ length: 10_100 }, (_, index) =>
      findingWith({ address: `a${String(index).padStart(5, "0")}`, level: index % 2 === 0 ? "advisory" : "mandatory" }),
    );
    const text = renderText(resultWith({ findings }), { colour: false });
    expect(text.match(/ {2}mandatory {2}/g)).toHaveLength(5_050);
    expect(text.match(/ {2}advisory {2}/g)).toHaveLength(4_950);
    expect(text).toContain("100 more findings are not shown here. The JSON result has everything.\n");
    expect(text.indexOf("advisory")).toBeLessThan(text.indexOf("mandatory"));
  });

  test("paints only when asked to", () => {
    const result = resultWith({ findings: [findingWith()] });
    expect(renderText(result, { ...plain, colour: true })).toContain("\u001b[31mmandatory\u001b[39m");
    expect(renderText(result, plain)).not.toContain("\u001b");
  });

  test("shows untrusted text as text: no control but line breaks, no workflow command", () => {
    fc.assert(
      fc.property(untrustedResults, fc.string({ unit: "binary" }), (result, file) => {
        const text = renderText(result, { colour: false, source: () => file });
        expect(text).not.toMatch(rawControls);
        expect(text).not.toMatch(/^\s*::/m);
        expect(text).not.toContain("##[");
      }),
      { numRuns: runs },
    );
  });
});

test("a result's text has its golden form", async () => {
  await expect(renderText(sampleResult, { colour: false, width: 100 })).toMatchFileSnapshot(
    "testing/fixtures/result.txt",
  );
});
