import { tmpdir } from "node:os";
import { makeFinding, nodeEffects } from "@towpath/core";
import { type Result, resultOf } from "@towpath/report";
import { hostileStrings } from "@towpath/testkit";
import { expect, test } from "vitest";
import { renderAs } from "./render-as.ts";
import { REPORT_FORMATS } from "./report-formats.ts";

const effects = { ...nodeEffects({ signal: new AbortController().signal, events: () => undefined }), folder: tmpdir() };

/** A result in which a text stands wherever one can. */
function resultOfText(text: string): Result {
  const outcomes = ["fail", "waived", "pending", "upcoming", "indeterminate", "error"] as const;
  const findings = outcomes.map((outcome) =>
    makeFinding({
      code: text,
      message: text,
      docs: text,
      outcome,
      service: text,
      address: text,
      environments: [text],
      places: [{ file: text, note: text, range: { start: { line: 1, column: 1 }, end: { line: 1, column: 2 } } }],
      suggestions: [text],
    }),
  );
  const sections = [
    { kind: "lines" as const, title: text, lines: [text] },
    { kind: "table" as const, title: text, head: [text], rows: [[text]] },
  ];
  return resultOf({ verb: "check", service: text, environment: text, summary: text, findings, sections, data: null });
}

/** No element, link, image, heading, mention or reference but those that a page of ours has. */
function expectInertMarkdown(page: string): void {
  const text = page
    .replace(/^<!-- towpath:check:[\w.:/@=+-]* -->$/m, "")
    .replace(/<pre>.*?<\/pre>/gs, "")
    .replace(/<code>.*?<\/code>/gs, "");
  expect(page.replace(/^<!-- towpath.*$/m, "")).not.toMatch(/<(?!\/?(?:br|code|details|summary|pre)>)[a-z!/]/i);
  expect(text).not.toMatch(/!?\[[^\]\n]*\][(:]/);
  expect(text).not.toMatch(/^# |^#{4}/m);
  expect(text).not.toMatch(/(?<![\w&])@[a-z]/i);
  expect(text).not.toMatch(/(?<!&)#\d|\bGH-\d/);
  expect(text).not.toMatch(/\w:\/\/|\bwww\./);
}

test.each(hostileStrings.map(({ name, text }) => [name, text]))("%s is text in every format", async (_, text) => {
  const result = resultOfText(text);
  for (const format of REPORT_FORMATS) {
    const { parts } = await renderAs(format, result, effects);
    const shown = [...parts].join("");
    expect(shown, format).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]|\p{Cs}/u);
    // The runner looks for the older spelling only in lines that are no command already.
    if (format !== "github") expect(shown, format).not.toContain("##[");
    expect(shown, format).not.toMatch(format === "github" ? /^(?!::(?:error|warning|notice) |$)/m : /^\s*::/m);
    if (format === "markdown" || format === "comment") expectInertMarkdown(shown);
    if (format === "json" || format === "sarif") expect(() => JSON.parse(shown), format).not.toThrow();
  }
});
