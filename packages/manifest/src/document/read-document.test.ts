import { expect, test } from "vitest";
import { memoryFiles } from "../testing/memory-files.ts";
import { readDocument } from "./read-document.ts";

test.each([
  ["Platform", ["Look through a platform, with all that it names, with towpath platform check."]],
  ["ResourceType", ["Look through a platform, with all that it names, with towpath platform check."]],
  ["Waivers", ["Hold it against its schema with towpath validate."]],
  ["Servce", ['Did you mean "Service"?']],
  ["Deployment", []],
])("a document of kind %s says where it belongs", (kind, suggestions) => {
  const files = memoryFiles({ "a.yaml": `apiVersion: towpath.dev/v1\nkind: ${kind}\n` });
  const { findings } = readDocument("/repo/a.yaml", "a.yaml", "Service", files);
  expect(findings).toMatchObject([{ code: "manifest/kind", suggestions }]);
});
