import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isJsonObject } from "@towpath/core";
import type { Upgrade } from "@towpath/manifest/upgrade";
import { renderText } from "@towpath/report";
import { describe, expect, test } from "vitest";
import { folderWith, manifestOf } from "../testing/folder-with.ts";
import { upgrade } from "./upgrade.ts";

const page = readFileSync(join(import.meta.dirname, "../../docs/upgrade.md"), "utf8");
const block = (language: string): string => new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\``, "ms").exec(page)?.[1] ?? "";
const OLD = block("yaml");

/** What the page says of a version that never was. */
const upgrades: readonly Upgrade[] = [
  {
    from: "towpath.dev/v1beta1",
    to: "towpath.dev/v1",
    kinds: ["Service"],
    changes: (document) => [
      ...(isJsonObject(document["app"]) ? [{ type: "rename", path: ["app"], key: "workload" } as const] : []),
      ...("owner" in document ? [{ type: "move", path: ["owner"], to: ["metadata", "owner"] } as const] : []),
    ],
    notes: ["A workload has a health check by default; say where it answers."],
  },
  {
    from: "towpath.dev/v1beta1",
    to: "towpath.dev/v1",
    kinds: ["Platform", "ResourceType"],
    changes: () => [],
    notes: [],
  },
];

const never = async (): Promise<boolean> => {
  throw new Error("Nobody was to be asked.");
};
const text = (folder: string, file: string): string => readFileSync(join(folder, file), "utf8");

describe("an old document", () => {
  test("is shown as the page has it, and is changed by --yes", async () => {
    const { folder, effects } = folderWith({ "towpath.yaml": OLD });
    const result = await upgrade({ files: [], isConfirmed: true, confirm: never, upgrades }, effects);
    expect(result).toMatchObject({
      status: "ok",
      summary: "1 document brought to towpath.dev/v1. Look at what changed, then run towpath validate.",
      data: { isWritten: true, documents: [{ file: "towpath.yaml", kind: "Service", from: "towpath.dev/v1beta1" }] },
    });
    const printed = renderText({ ...result, summary: "" }, { colour: false });
    expect(printed.trimEnd()).toBe(block("text").trimEnd());
    expect(text(folder, "towpath.yaml")).toContain("  owner: team-checkout # asks: #checkout\n\nworkload:\n");
    expect(await upgrade({ files: [], confirm: never, upgrades }, effects)).toMatchObject({
      status: "ok",
      summary: "1 document is of towpath.dev/v1: there is nothing to upgrade.",
      data: { isWritten: false },
    });
  });

  test("fails a check with its edits, and stays as it is", async () => {
    const { folder, effects } = folderWith({ "towpath.yaml": OLD });
    const result = await upgrade({ files: [], isCheck: true, isConfirmed: true, upgrades }, effects);
    expect(result).toMatchObject({
      status: "failed",
      summary: "1 of 1 document is of an older version.",
      findings: [{ code: "manifest/old-api-version", edits: result.data?.documents[0]?.edits }],
    });
    expect(result.data?.documents[0]?.edits.length).toBeGreaterThan(2);
    expect(text(folder, "towpath.yaml")).toBe(OLD);
  });

  test("is asked about with what would change before it", async () => {
    const { folder, effects, events } = folderWith({ "towpath.yaml": OLD });
    const asked: string[] = [];
    const answer = (yes: boolean) => async (question: string) => asked.push(question) > 0 && yes;
    expect(await upgrade({ files: [], confirm: answer(false), upgrades }, effects)).toMatchObject({
      status: "failed",
      findings: [{ code: "operation/not-confirmed" }],
    });
    expect(text(folder, "towpath.yaml")).toBe(OLD);
    expect(asked).toEqual(["Change 1 file?"]);
    expect(events.map((event) => "message" in event && event.message)).toContain("  +workload:");
    expect(await upgrade({ files: [], confirm: answer(true), upgrades }, effects)).toMatchObject({
      status: "ok",
      sections: [],
    });
    expect(text(folder, "towpath.yaml")).not.toBe(OLD);
  });

  test("is not changed where nobody can be asked, and what would change is shown", async () => {
    const { folder, effects } = folderWith({ "towpath.yaml": OLD });
    expect(await upgrade({ files: [], upgrades }, effects)).toMatchObject({
      status: "failed",
      findings: [{ code: "operation/not-confirmed", suggestions: [expect.stringContaining("--yes")] }],
      sections: [{ kind: "lines" }, { kind: "lines" }],
    });
    expect(text(folder, "towpath.yaml")).toBe(OLD);
  });
});

test("what looks like a secret is neither shown nor given out", async () => {
  const secret = OLD.replace("  port: 8080", "  variables: { PORT: 8080, API_KEY: hunter2hunter2 }\n  port: 8080");
  const { folder, effects, events } = folderWith({ "towpath.yaml": secret });
  const checked = await upgrade({ files: [], isCheck: true, upgrades }, effects);
  expect(checked).toMatchObject({ status: "failed", data: { documents: [{ edits: [] }] }, findings: [{ edits: [] }] });
  const asked = await upgrade({ files: [], confirm: async () => true, upgrades }, effects);
  expect(asked).toMatchObject({ status: "ok" });
  expect(JSON.stringify([checked, asked, events])).not.toContain("hunter2");
  expect(JSON.stringify(events)).toContain("looks like a secret");
  expect(text(folder, "towpath.yaml")).toContain("API_KEY: hunter2hunter2");
});

describe("which files", () => {
  const PLATFORM =
    "apiVersion: towpath.dev/v1beta1\nkind: Platform\nmetadata: { name: p }\nresourceTypes: [./types/*.yaml]\n";
  const TYPE = "apiVersion: towpath.dev/v1beta1\nkind: ResourceType\nmetadata: { name: t }\n";

  test("a folder stands for its manifest and its platform, and that for the types it names", async () => {
    const { folder, effects } = folderWith({
      "platform.yaml": PLATFORM,
      "types/t.yaml": TYPE,
      "types/u.yaml": TYPE.replace("v1beta1", "v1"),
      "types/not-ours.yaml": "a: 1\n",
      "other.yaml": OLD,
    });
    const result = await upgrade({ files: [], isConfirmed: true, upgrades }, effects);
    expect(result.data?.documents.map(({ file, edits }) => [file, edits.length])).toEqual([
      ["platform.yaml", 1],
      ["types/t.yaml", 1],
      ["types/u.yaml", 0],
    ]);
    expect(text(folder, "types/t.yaml")).toBe(TYPE.replace("v1beta1", "v1"));
    expect(text(folder, "other.yaml")).toBe(OLD);
  });

  test("a glob finds documents among other tools' files", async () => {
    const { effects } = folderWith({
      "a/towpath.yaml": OLD,
      "b/towpath.yaml": manifestOf("b"),
      "chart/template.yaml": "{{- if .Values.x }}\na: [\n",
      "chart/values.yaml": "a: 1\n",
    });
    const result = await upgrade({ files: ["**/*.yaml"], isCheck: true, upgrades }, effects);
    expect(result.data?.documents.map(({ file }) => file)).toEqual(["a/towpath.yaml", "b/towpath.yaml"]);
    expect(result.summary).toBe("1 of 2 documents is of an older version.");
  });

  test.each([
    ["there is none", [], "There is no towpath.yaml in this folder."],
    ["a name is of nothing", ["none.yaml"], '"none.yaml" names no manifest.'],
    ["a file is another tool's", ["values.yaml"], '"values.yaml" names no document of Towpath.'],
    ["a glob finds only others", ["*.yaml"], '"*.yaml" names no document of Towpath.'],
  ])("where %s it says so", async (_name, files, message) => {
    const { effects } = folderWith({ "values.yaml": "a: 1\n" });
    expect(await upgrade({ files, upgrades }, effects)).toMatchObject({
      status: "invalid",
      findings: [{ code: "operation/no-manifest", message }],
    });
  });
});

describe("nothing is written by halves", () => {
  test.each([
    ["cannot be read", "apiVersion: towpath.dev/v1\nkind: [", "manifest/syntax"],
    ["is of a newer version", "apiVersion: towpath.dev/v2\nkind: Service\n", "manifest/api-version"],
  ])("where a document %s", async (_name, wrong, code) => {
    const { folder, effects } = folderWith({ "a/towpath.yaml": OLD, "b/towpath.yaml": wrong });
    const result = await upgrade({ files: ["*/towpath.yaml"], isConfirmed: true, upgrades }, effects);
    expect(result).toMatchObject({ status: "invalid", findings: [{ code, places: [{ file: "b/towpath.yaml" }] }] });
    expect(text(folder, "a/towpath.yaml")).toBe(OLD);
  });

  test("a file's mode stays, and nothing is left beside it", async () => {
    const { folder, effects } = folderWith({ "towpath.yaml": OLD });
    chmodSync(join(folder, "towpath.yaml"), 0o640);
    await upgrade({ files: [], isConfirmed: true, upgrades }, effects);
    expect(statSync(join(folder, "towpath.yaml")).mode & 0o777).toBe(0o640);
    expect(readdirSync(folder)).toEqual(["towpath.yaml"]);
  });

  test("a file that changed while the person thought is left as it is", async () => {
    const { folder, effects } = folderWith({ "towpath.yaml": OLD });
    const slow = async (): Promise<boolean> => {
      writeFileSync(join(folder, "towpath.yaml"), `${OLD}# mine\n`);
      return true;
    };
    expect(await upgrade({ files: [], confirm: slow, upgrades }, effects)).toMatchObject({
      status: "failed",
      findings: [{ code: "operation/file-changed" }],
    });
    expect(text(folder, "towpath.yaml")).toBe(`${OLD}# mine\n`);
    expect(readdirSync(folder)).toEqual(["towpath.yaml"]);
  });

  test("what was changed before something stood in the way is said", async () => {
    const { folder, effects } = folderWith({ "a/towpath.yaml": OLD, "b/towpath.yaml": OLD });
    const confirm = async () => {
      writeFileSync(join(folder, "b/towpath.yaml"), `${OLD}# somebody else\n`);
      return true;
    };
    expect(await upgrade({ files: ["a", "b"], confirm, upgrades }, effects)).toMatchObject({
      status: "failed",
      summary: "1 of 2 documents brought to towpath.dev/v1, then it ended. The same command goes on from there.",
      findings: [{ code: "operation/file-changed" }],
      data: { isWritten: false },
    });
    expect(text(folder, "a/towpath.yaml")).not.toBe(OLD);
  });
});

describe("links", () => {
  test("one within the repository stays a link, and its file is changed once", async () => {
    const { folder, effects } = folderWith({ "shared/towpath.yaml": OLD });
    mkdirSync(join(folder, "a"));
    symlinkSync("../shared/towpath.yaml", join(folder, "a/towpath.yaml"));
    const result = await upgrade({ files: ["a", "shared"], isConfirmed: true, upgrades }, effects);
    expect(result.data?.documents).toHaveLength(1);
    expect(text(folder, "shared/towpath.yaml")).toContain("towpath.dev/v1\n");
    expect(readdirSync(join(folder, "a"), { withFileTypes: true })[0]?.isSymbolicLink()).toBe(true);
  });

  test("one that leads out of the repository is refused", async () => {
    const outside = folderWith({ "towpath.yaml": OLD });
    const { folder, effects } = folderWith({ "x/y": "" });
    symlinkSync(join(outside.folder, "towpath.yaml"), join(folder, "towpath.yaml"));
    expect(await upgrade({ files: [], isConfirmed: true, upgrades }, effects)).toMatchObject({
      status: "invalid",
      findings: [{ code: "operation/outside-repository" }],
    });
    expect(text(outside.folder, "towpath.yaml")).toBe(OLD);
  });

  test("the repository begins where its .git is", async () => {
    const { folder, effects } = folderWith({ ".git/HEAD": "", "shared/towpath.yaml": OLD, "a/x": "" });
    symlinkSync("../shared/towpath.yaml", join(folder, "a/towpath.yaml"));
    const below = { ...effects, folder: join(folder, "a") };
    expect(await upgrade({ files: [], isConfirmed: true, upgrades }, below)).toMatchObject({ status: "ok" });
  });
});
