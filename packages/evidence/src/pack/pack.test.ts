import { digestBytes } from "@towpath/core";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { Change } from "../controls/change.ts";
import { escapeHtml, html } from "../html/html.ts";
import { csv } from "./csv.ts";
import { changeFolder, populationCsv } from "./population.ts";

/** Reads CSV as RFC 4180 says. */
function parse(text: string): readonly (readonly string[])[] {
  return text
    .split(/\r\n(?=(?:[^"]*"[^"]*")*[^"]*$)/)
    .slice(0, -1)
    .map((line) => [...line.matchAll(/"((?:[^"]|"")*)"(?:,|$)/g)].map(([, cell = ""]) => cell.replaceAll('""', '"')));
}

test("whatever stands in cells, they are read back as they were, and none is a formula", () => {
  const cell = fc.oneof(
    fc.string({ unit: "binary" }),
    fc
      .tuple(fc.constantFrom("=", "+", "-", "@", "\t=", " =", "\r", "\n", "%", "|"), fc.string())
      .map((parts) => parts.join("")),
    fc.constantFrom('=HYPERLINK("http://x")', "-2+3+cmd|' /C calc'!A0", "\ufeff=1", "＝1", 'a"b', "a,b", "a\r\nb"),
  );
  fc.assert(
    fc.property(fc.array(fc.array(cell, { minLength: 2, maxLength: 2 }), { maxLength: 4 }), (rows) => {
      const read = parse(csv(["a", "b"], rows));
      expect(read).toHaveLength(rows.length + 1);
      for (const [place, row] of rows.entries())
        for (const [column, written] of row.entries()) {
          const back = read[place + 1]?.[column] ?? "";
          expect(back.replace(/^'/, "")).toBe(written.replaceAll("\0", "\ufffd").replace(/^'/, ""));
          expect(back).not.toMatch(/^[\s\ufeff]*[=+\-@|%＝]|^[\t\r\n]/u);
        }
    }),
    { numRuns: 300 },
  );
});

test("a number is a number, and nothing is an empty cell", () => {
  expect(csv(["a"], [[-4], [undefined]])).toBe('"a"\r\n"-4"\r\n""\r\n');
});

test("the population has a line for each change, with its folder", () => {
  const change: Change = {
    service: "orders",
    environment: "../prod",
    number: 4,
    version: "=1+1",
    digest: digestBytes("x"),
    at: "2026-11-20T10:40:00.000Z",
    isUnsigned: true,
  };
  const [, line] = parse(populationCsv([change]));
  expect(line).toEqual([
    "orders",
    "../prod",
    "4",
    "'=1+1",
    digestBytes("x"),
    "",
    "",
    change.at,
    "",
    "",
    "",
    "no",
    "prod-00000004",
  ]);
  expect(changeFolder({ ...change, number: undefined })).toMatch(/^release-[0-9a-f]{12}$/);
});

test("a text in HTML begins and ends nothing", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      expect(escapeHtml(text)).not.toMatch(/[<>"']|&(?!(?:amp|lt|gt|quot|#39);)|\p{Cc}/u);
      expect(html`<p>${text}</p>`.text).toBe(`<p>${escapeHtml(text)}</p>`);
    }),
  );
  expect(html`${html`<b>${"<"}</b>`}${["&", html`<i></i>`]}${undefined}${false}`.text).toBe("<b>&lt;</b>&amp;<i></i>");
});
