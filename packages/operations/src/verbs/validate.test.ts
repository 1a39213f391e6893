import { expect, test } from "vitest";
import { folderWith, manifestOf } from "../testing/folder-with.ts";
import { validate } from "./validate.ts";

test("of several manifests each is judged by itself, and the worst is the result", async () => {
  const { effects } = folderWith({
    "a/towpath.yaml": manifestOf("a"),
    "b/towpath.yaml": manifestOf("b", "resources: { db: { type: postgress } }\n"),
    "c/towpath.yaml": "nope: [",
  });
  expect(await validate({ manifests: ["*/towpath.yaml"] }, effects)).toMatchObject({
    status: "invalid",
    summary: "2 of 3 manifests cannot be used as they are.",
    data: {
      documents: [
        { manifest: "a/towpath.yaml", service: "a", isValid: true },
        { manifest: "b/towpath.yaml", service: "b", isValid: false },
        { manifest: "c/towpath.yaml", service: null, isValid: false },
      ],
    },
  });
});

test("a rule of the platform is no matter of documents", async () => {
  const { effects } = folderWith({
    "towpath.yaml": manifestOf("a", "workload: { run: x, variables: { API_KEY: abc123 } }\n"),
  });
  expect(await validate({ manifests: [] }, effects)).toMatchObject({ status: "ok", findings: [] });
});
