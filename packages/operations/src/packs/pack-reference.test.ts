import fc from "fast-check";
import { expect, test } from "vitest";
import { packReference } from "./pack-reference.ts";

test.each([
  ["@towpath/policy/strict", { kind: "built-in" }],
  ["@towpath/policy/nothing", { kind: "built-in" }],
  ["./policies/*.yaml", { kind: "data", path: "./policies/*.yaml" }],
  ["policies/a.yml", { kind: "data" }],
  ["./policies", { kind: "data" }],
  ["../shared/pack.yaml", { kind: "data" }],
  ["/etc/passwd", { kind: "data" }],
  ["policies", { kind: "data" }],
  ["./rules.ts", { kind: "code" }],
  ["policies/rules.MJS", { kind: "code" }],
  ["./rules@1.0.0.js", { kind: "code" }],
  ["@acme/policy@1.2.3", { kind: "npm", name: "@acme/policy", version: "1.2.3" }],
  ["npm:policy@1.2.3", { kind: "npm", name: "policy", version: "1.2.3" }],
  ["policy@1.2.3", { kind: "npm", name: "policy" }],
  ["@acme/rules.js@1.2.3", { kind: "npm", name: "@acme/rules.js" }],
  ["@acme/rules.js", { kind: "wrong" }],
  ["@acme/policy@^1.2.3", { kind: "wrong" }],
  ["@acme/policy@latest", { kind: "wrong" }],
  ["@acme/policy@file:../x", { kind: "wrong" }],
  ["git+https://acme.example/a.git#v1", { kind: "wrong" }],
  ["https://user:secret@acme.example/pack.tgz", { kind: "wrong" }],
  ["", { kind: "data" }],
])("%j is read by its form", async (text, read) => {
  expect(await packReference(text)).toMatchObject(read);
});

test("whatever is written is one of them, and no password is shown", async () => {
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: "binary" }), async (text) => {
      const read = await packReference(text);
      expect(["built-in", "data", "code", "npm", "wrong"]).toContain(read.kind);
      if (read.kind === "wrong") expect(read.message).toMatch(/\.$/);
    }),
  );
  const wrong = await packReference("https://user:secret@acme.example/pack.tgz");
  expect(JSON.stringify(wrong)).not.toContain("secret");
});
