import { expect, test } from "vitest";
import { parseDocument } from "../document/parse.ts";
import { validateService } from "../generated/validators.ts";
import { validateValue } from "./validate.ts";

test("a wrong name is said where it stands, and its neighbours are kept", () => {
  const text = `apiVersion: towpath.dev/v1
kind: Service
metadata: { name: x }
resources:
  db: { type: postgres }
  Bad_Name: { type: postgres }
`;
  const { document } = parseDocument("towpath.yaml", new TextEncoder().encode(text));
  if (!document) throw new Error("It cannot be read.");
  const { findings, broken, value } = validateValue("Service", validateService, document, document.value);
  expect(findings).toMatchObject([
    {
      message: expect.stringMatching(/^The name "Bad_Name" in resources is not a DNS label/),
      places: [{ range: { start: { line: 6, column: 3 }, end: { line: 6, column: 11 } } }],
    },
  ]);
  expect(broken).toEqual([["resources", "Bad_Name"]]);
  expect(value).toMatchObject({ resources: { db: {} } });
});
