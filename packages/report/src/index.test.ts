import { expect, test } from "vitest";
import * as face from "./index.ts";

test("the package's face", () => {
  expect(Object.keys(face)).toMatchInlineSnapshot(`
    [
      "countFindings",
      "EXIT_CODES",
      "resultOf",
      "renderAnnotations",
      "renderDocuments",
      "jsonParts",
      "renderJson",
      "renderMarkdown",
      "renderText",
      "docsAddress",
      "GITHUB_LIMITS",
      "palette",
      "printable",
      "withoutCommand",
      "stackLines",
      "groupFindings",
      "verdictOf",
    ]
  `);
});
