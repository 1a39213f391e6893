import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { folderWith } from "../testing/folder-with.ts";
import { check } from "../verbs/check.ts";

const SCORE = `apiVersion: score.dev/v1b1
metadata: { name: orders }
containers: { web: { image: "nginx:1.29" } }
`;
const PLATFORM = `apiVersion: towpath.dev/v1
kind: Platform
metadata: { name: acme }
environments: { prod: { engine: kubernetes } }
policies: { packs: ["@towpath/policy/strict"] }
`;

test("no fix writes into a Score file what Score has no word for", async () => {
  const { folder, effects } = folderWith({ "score.yaml": SCORE, "platform.yaml": PLATFORM });
  const request = { manifests: ["score.yaml"], platform: "platform.yaml" };
  const fixed = await check({ ...request, fix: "all" }, effects);
  expect(readFileSync(join(folder, "score.yaml"), "utf8")).toBe(SCORE);
  expect(fixed.sections).toContainEqual(
    expect.objectContaining({
      title: "Could not be fixed:",
      lines: [expect.stringContaining("ownership/criticality-stated")],
    }),
  );
  const { findings } = await check({ ...request, hasEdits: true }, effects);
  const stated = findings.find(({ code }) => code === "ownership/criticality-stated");
  expect([stated?.fix?.safety, stated?.edits]).toEqual(["unsafe", undefined]);
});
