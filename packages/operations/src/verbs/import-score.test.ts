import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { formatPlace } from "@towpath/core";
import { expect, test } from "vitest";
import { folderWith } from "../testing/folder-with.ts";
import { check } from "./check.ts";
import { importScore } from "./import-score.ts";
import { validate } from "./validate.ts";

const SCORE = `apiVersion: score.dev/v1b1
metadata: { name: orders }
containers:
  web:
    image: nginx:1.29
    variables: { URL: "\${resources.db.url}" }
resources:
  db: { type: postgres }
`;

test("a Score file is checked as the manifest that it is, where there is no other", async () => {
  const { effects } = folderWith({ "score.yaml": SCORE, "services/a/score.yaml": SCORE.replace("orders", "billing") });
  for (const manifests of [[], ["score.yaml"], ["."]]) {
    const result = await validate({ manifests }, effects);
    expect(result).toMatchObject({ status: "ok", service: "orders", findings: [] });
    expect(result.data?.documents).toEqual([{ manifest: "score.yaml", service: "orders", isValid: true }]);
  }
  expect(await validate({ manifests: ["**/score.yaml"] }, effects)).toMatchObject({ status: "ok" });
  expect((await validate({ manifests: ["services/a"] }, effects)).service).toBe("billing");
  expect(await check({ manifests: [] }, effects)).toMatchObject({
    service: "orders",
    data: { manifests: [{ manifest: "score.yaml" }] },
  });
});

test("what is wrong in it is said where it stands", async () => {
  const { effects } = folderWith({
    "score.yaml": SCORE.replace("image: nginx:1.29", "imag: nginx")
      .replace("db.url", "dbb.url")
      .replace("postgres", "postgress"),
  });
  const { status, findings } = await check({ manifests: [] }, effects);
  expect(status).toBe("invalid");
  expect(findings.map(({ code, places }) => [places[0] && formatPlace(places[0]), code])).toEqual([
    ["score.yaml:4:3", "manifest/missing-key"],
    ["score.yaml:5:5", "manifest/unknown-key"],
    ["score.yaml:8:15", "manifest/unknown-type"],
  ]);
});

test("services that want a shared resource differently are told so, in whatever files they say it", async () => {
  const db = (connections: number): string => `{ type: postgres, id: all, params: { maxConnections: ${connections} } }`;
  const { effects } = folderWith({
    "a/score.yaml": SCORE.replace("{ type: postgres }", db(50)),
    "b/towpath.yaml": `apiVersion: towpath.dev/v1\nkind: Service\nmetadata: { name: billing }\nresources:\n  db: { type: postgres, share: all, settings: { maxConnections: 60 } }\n`,
  });
  const { status, findings } = await validate({ manifests: ["a", "b"] }, effects);
  expect(status).toBe("invalid");
  expect(findings.map(({ code, places }) => [code, ...places.map(formatPlace)])).toEqual([
    ["manifest/share-conflict", "a/score.yaml:8:60", "b/towpath.yaml:5:65"],
  ]);
});

test("becomes a manifest that checks alike, shown or written", async () => {
  const { folder, effects } = folderWith({ "deploy/score.yaml": SCORE, "over.yaml": "metadata: { region: north }\n" });
  const shown = await importScore({ file: "deploy/score.yaml", overrides: ["over.yaml"] }, effects);
  expect(shown).toMatchObject({ status: "ok", service: "orders", findings: [], data: { out: null } });
  const [section] = shown.sections;
  const text = section?.kind === "document" ? section.text : "";
  expect(text).toContain("values: { region: north }");

  const request = { file: "deploy/score.yaml", out: "towpath.yaml", set: ["containers.web.image=nginx:2"] };
  expect(await importScore(request, effects)).toMatchObject({ status: "ok", data: { out: "towpath.yaml" } });
  const written = readFileSync(join(folder, "towpath.yaml"), "utf8");
  expect(written).toContain("image: nginx:2");
  expect(await validate({ manifests: [] }, effects)).toMatchObject({ status: "ok", service: "orders" });
});

test("overwrites nothing without asking", async () => {
  const { folder, effects } = folderWith({ "score.yaml": SCORE, "towpath.yaml": "mine\n" });
  const out = "towpath.yaml";
  const asked: string[] = [];
  const answering = (answer: boolean) => async (question: string) => {
    asked.push(question);
    return answer;
  };
  for (const confirm of [undefined, answering(false)]) {
    const refused = await importScore({ out, confirm }, effects);
    expect(refused).toMatchObject({ status: "failed", findings: [{ code: "operation/foreign-file" }] });
    expect(readFileSync(join(folder, out), "utf8")).toBe("mine\n");
  }
  expect(await importScore({ out, confirm: answering(true) }, effects)).toMatchObject({ status: "ok" });
  expect(asked).toEqual(Array(2).fill("towpath.yaml is there already. Write over it?"));
  expect(readFileSync(join(folder, out), "utf8")).toContain("image: nginx:1.29");
});

test("is not made where something is wrong", async () => {
  const { folder, effects } = folderWith({ "score.yaml": SCORE.replace("image:", "imag:") });
  writeFileSync(join(folder, "x.yaml"), "");
  const result = await importScore({ out: "towpath.yaml", set: ["metadata.name"] }, effects);
  expect(result.status).toBe("invalid");
  expect(result.findings.map(({ code }) => code)).toEqual([
    "manifest/invalid-value",
    "manifest/missing-key",
    "manifest/unknown-key",
  ]);
  expect(effects.files.read(join(folder, "towpath.yaml"))).toBeUndefined();
  expect((await importScore({ file: "gone.yaml" }, effects)).findings).toMatchObject([{ code: "manifest/not-found" }]);
});
