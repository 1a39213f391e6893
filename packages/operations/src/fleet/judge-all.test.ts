import { join } from "node:path";
import { nodeFiles } from "@towpath/core";
import { expect, test } from "vitest";
import { folderWith } from "../testing/folder-with.ts";
import { gitRepository } from "../testing/git-repository.ts";
import { platformFiles } from "../testing/platform-files.ts";
import { check } from "../verbs/check.ts";
import { validate } from "../verbs/validate.ts";

/** As many as are judged in several threads; every seventh has a mistake, and two that are far apart have to do with each other. */
const FILES = Object.fromEntries(
  Array.from({ length: 2_200 }, (_, index) => {
    const lines = [
      "apiVersion: towpath.dev/v1",
      "kind: Service",
      `metadata: { name: s-${index}, owner: team-a }`,
      index % 7 === 0 ? "workload: { run: node x.js, port: many }" : "workload: { run: node x.js, port: 8080 }",
      ...(index === 2_100 ? ["consumes: { a: { service: s-1, contract: nothing } }"] : []),
    ];
    return [`s/${index}/towpath.yaml`, `${lines.join("\n")}\n`];
  }),
);

test.each([
  ["check", check],
  ["validate", validate],
] as const)("%s says the same in several threads as in one", async (_, verb) => {
  const { effects } = folderWith(FILES);
  const request = { manifests: ["s/*/towpath.yaml"] };
  const several = await verb(request, { ...effects, files: nodeFiles });
  const one = await verb(request, { ...effects, files: { ...nodeFiles } });
  expect(several).toEqual(one);
  expect(several.findings.filter(({ code }) => code === "manifest/wrong-type")).toHaveLength(315);
  expect(several.findings).toContainEqual(expect.objectContaining({ code: "manifest/unknown-contract" }));
});

test("what is interrupted stops all threads", async () => {
  const { effects } = folderWith(FILES);
  const signal = AbortSignal.timeout(1);
  const result = await check({ manifests: ["s/*/towpath.yaml"] }, { ...effects, files: nodeFiles, signal });
  expect(result).toMatchObject({ status: "interrupted", findings: [] });
});

test.each([
  ["check", check],
  ["validate", validate],
] as const)("%s fetches a platform that only a few are for once, and says so", async (_, verb) => {
  const repository = gitRepository();
  repository.commit(platformFiles(), "v1.0.0");
  const own = `platform: "git+file://${repository.folder}#v1.0.0"\n`;
  const few = [700, 1_500, 2_150].map((index) => `s/${index}/towpath.yaml`);
  const { effects, events, folder } = folderWith({
    ...FILES,
    ...Object.fromEntries(few.map((file) => [file, `${FILES[file]}${own}`])),
  });
  const home = join(folder, "home");
  const variables = { PATH: process.env["PATH"], HOME: home, TOWPATH_HOME: home, GIT_CONFIG_NOSYSTEM: "1" };
  const request = { manifests: ["s/*/towpath.yaml"] };
  const several = await verb(request, { ...effects, variables, files: nodeFiles });
  expect(events).toEqual([
    { type: "notice", message: expect.stringMatching(/^Fetching the platform git\+file:.* with git, once/) },
  ]);
  expect(several.data?.platforms.map(({ kind }) => kind)).toEqual(["starter", "git"]);
  expect(several).toEqual(await verb(request, { ...effects, variables, files: { ...nodeFiles } }));
});
