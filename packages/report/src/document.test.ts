import { expect, test } from "vitest";
import { renderDocuments } from "./document.ts";
import { resultOf } from "./result-of.ts";

const withSections = (...texts: readonly string[]) =>
  resultOf({
    verb: "schema",
    summary: "",
    data: null,
    sections: [{ kind: "lines", lines: ["x"] }, ...texts.map((text) => ({ kind: "document" as const, text }))],
  });

test("a document is printed as it is, with one line break at its end", () => {
  expect(renderDocuments(withSections("a\n\tb\n"))).toBe("a\n\tb\n");
  expect(renderDocuments(withSections("a"))).toBe("a\n");
  expect(renderDocuments(withSections("a\r\nb\n\n", "c"))).toBe("a\nb\n\nc\n");
});

test("nothing in a document moves the cursor or commands a runner", () => {
  expect(renderDocuments(withSections("::set-env::\n\u001b]0;x\u0007"))).toBe("\\::set-env::\n\\u{1b}]0;x\\u{7}\n");
});

test("a result without a document has nothing to pipe on", () => {
  expect(renderDocuments(withSections())).toBeUndefined();
});
