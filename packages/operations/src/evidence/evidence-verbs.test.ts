import { generateKeyPairSync } from "node:crypto";
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type AttestedService, attestedService } from "../testing/attested-service.ts";
import { build } from "../verbs/build.ts";
import { comply } from "../verbs/comply.ts";
import { deploy } from "../verbs/deploy.ts";
import { down } from "../verbs/down.ts";
import { evidenceList } from "../verbs/evidence-list.ts";
import { evidencePack } from "../verbs/evidence-pack.ts";
import { evidenceVerify } from "../verbs/evidence-verify.ts";
import { stateHistory } from "../verbs/state-history.ts";
import { stateList } from "../verbs/state-list.ts";
import { stateRestore } from "../verbs/state-restore.ts";
import { test as runTests } from "../verbs/test.ts";

/** What was deployed once is looked at by every test, and changed in a copy of the state only. */
let service: AttestedService;
let kept: string;

beforeAll(async () => {
  service = attestedService("[provenance, tests]");
  kept = join(service.folder, "kept");
  expect((await build({}, service.as("anna"))).status).toBe("ok");
  expect((await runTests({ keepsResources: false }, service.as("anna"))).status).toBe("ok");
  expect((await deploy({}, service.as("anna"))).status).toBe("ok");
  cpSync(service.state(), join(kept, "state"), { recursive: true });
  cpSync(join(service.folder, "anchors"), join(kept, "anchors"), { recursive: true });
});
beforeEach(() => {
  const state = service.state();
  rmSync(state, { recursive: true, force: true });
  cpSync(join(kept, "state"), state, { recursive: true });
  rmSync(join(service.folder, "anchors"), { recursive: true, force: true });
  cpSync(join(kept, "anchors"), join(service.folder, "anchors"), { recursive: true });
});
afterAll(() => down({}, service.as("end")));

const entryFolder = (index: number): string => join(service.state(), `evidence/shop/entries/0000000${index}`);
const stateOf = (result: Awaited<ReturnType<typeof comply>>): Readonly<Record<string, string>> =>
  Object.fromEntries(result.data?.report.controls.map(({ id, state }) => [id, state]) ?? []);

describe("evidence list", () => {
  test("shows what is on record, who signed it, and what is said about one thing only", async () => {
    const all = await evidenceList({}, service.as("anna"));
    expect(all).toMatchObject({ status: "ok", summary: "3 statements are on record of shop." });
    expect(all.data?.entries.map(({ says }) => says)).toEqual(["provenance", "test-result", "deployment"]);
    for (const { signer } of all.data?.entries ?? []) expect(signer).toMatch(/^key sha256:[0-9a-f]{12} \(2026\.pub\)$/);
    const commit = all.data?.entries[1]?.subjects[0]?.slice("git:".length, "git:".length + 8) ?? "";
    const one = await evidenceList({ about: commit.toUpperCase() }, service.as("anna"));
    expect(one.data?.entries.map(({ says }) => says)).toEqual(["test-result"]);
  });

  test("of a time in which nothing was deployed it is said, and of a record without an entry as well", async () => {
    const none = await comply({ from: "2020-01-01", to: "2020-01-02" }, service.as("anna"));
    expect(none.summary).toMatch(/^Nothing of shop was deployed in that time\. Of 11 controls, /);
    expect(none.sections.map(({ title }) => title)).not.toContain("Changes");
    for (const gone of [join(service.folder, "anchors"), join(service.state(), "evidence")])
      rmSync(gone, { recursive: true });
    expect(await evidenceVerify({}, service.as("anna"))).toMatchObject({
      summary: "Nothing is on record of shop: there was nothing to look at.",
    });
  });

  test("a platform without a word about evidence says so", async () => {
    const platform = join(service.folder, "platform.yaml");
    const text = readFileSync(platform, "utf8");
    writeFileSync(platform, text.slice(0, text.indexOf("evidence:")));
    const { status, findings } = await evidenceList({}, service.as("anna"));
    writeFileSync(platform, text);
    expect(status).toBe("invalid");
    expect(findings[0]).toMatchObject({ code: "operation/no-evidence" });
  });
});

test("the state store lists evidence as records, and reads none of it as a state", async () => {
  const { status, data } = await stateList({}, service.as("anna"));
  expect(status).toBe("ok");
  expect(data?.records).toContainEqual({ key: "evidence/shop/entries", count: 3 });
  expect(data?.records).toContainEqual({ key: "evidence/shop/statements", count: 3 });
  expect(data?.states.map(({ key, problem }) => [key, problem])).toEqual(
    data?.states.filter(({ key }) => !key.startsWith("evidence")).map(({ key }) => [key, null]),
  );
  const key = "evidence/shop/entries/00000001";
  expect((await stateHistory({ key }, service.as("anna"))).data?.generations).toMatchObject([{ problem: null }]);
  const { findings } = await stateRestore({ key, at: "1" }, service.as("anna"));
  expect(findings).toMatchObject([{ code: "operation/unknown-key", message: expect.stringContaining("is a record") }]);
});

describe("evidence verify", () => {
  test("a record that nobody touched is whole, with every signature, and needs no key for that", async () => {
    const result = await evidenceVerify({ isOffline: true }, service.as("anna", ""));
    expect(result).toMatchObject({
      status: "ok",
      summary: "The record of shop is whole: 3 entries, 3 signatures believed.",
      data: { records: [{ service: "shop", flaws: [], anchored: 3 }], believed: 3 },
    });
  });

  test.each<[string, () => void, string]>([
    ["an entry was removed", () => rmSync(entryFolder(2), { recursive: true }), "removed: Entry 2"],
    ["the end was cut off", () => rmSync(entryFolder(3), { recursive: true }), "cut-off: The record ends with entry 2"],
    [
      "two changed places",
      () => {
        const aside = join(service.folder, "aside");
        cpSync(entryFolder(1), aside, { recursive: true });
        for (const [to, from] of [
          [entryFolder(1), entryFolder(2)],
          [entryFolder(2), aside],
        ] as const) {
          rmSync(to, { recursive: true });
          cpSync(from, to, { recursive: true });
        }
        rmSync(aside, { recursive: true });
      },
      "reordered: Where entry 1 stood, there is entry 2",
    ],
    [
      "all of it is gone",
      () => rmSync(join(service.state(), "evidence"), { recursive: true }),
      "cut-off: The whole record is gone",
    ],
  ])("%s: that is named, and is the end of 1", async (_, damage, message) => {
    damage();
    const { status, findings } = await evidenceVerify({}, service.as("anna"));
    expect(status).toBe("failed");
    expect(findings.map((one) => one.message).join("\n")).toContain(message);
  });

  test("a record whose end no anchor has seen is told as that", async () => {
    for (const file of readdirSync(join(service.folder, "anchors/shop")))
      if (!file.startsWith("00000001")) rmSync(join(service.folder, "anchors/shop", file));
    const { status, findings } = await evidenceVerify({}, service.as("anna"));
    expect(status).toBe("ok");
    expect(findings).toMatchObject([{ code: "evidence/not-anchored", level: "advisory" }]);
    expect(findings[0]?.message).toContain("1 of 3 entries");
  });
});

describe("comply", () => {
  test("says which controls held for what serves now, by which statements, and writes one page", async () => {
    const result = await comply({ html: "controls.html" }, service.as("anna"));
    expect(stateOf(result)).toMatchObject({
      "build/hosted": "failed",
      "build/materials": "failed",
      "build/provenance": "held",
      "change/four-eyes": "failed",
      "change/gated": "held",
      "change/proved": "held",
      "change/tested": "held",
      "record/no-way-around": "held",
      "record/whole": "held",
    });
    expect(result.status).toBe("failed");
    expect(result.findings.every(({ code }) => code === "evidence/control-failed")).toBe(true);
    const page = readFileSync(join(service.folder, "controls.html"), "utf8");
    expect(page).toContain("<title>Controls of shop</title>");
    const tested = result.data?.report.controls.find(({ id }) => id === "change/tested")?.changes[0];
    const { data } = await evidenceList({}, service.as("anna"));
    expect(tested?.evidence).toEqual([data?.entries[1]?.statement]);
    expect(page).toContain(tested?.evidence[0]);
  });

  test("what went around the record is found: it runs, and no statement tells of it", async () => {
    rmSync(join(service.state(), "evidence"), { recursive: true });
    rmSync(join(service.folder, "anchors"), { recursive: true });
    const unsigned = await comply({}, service.as("anna"));
    expect(stateOf(unsigned)["record/no-way-around"]).toBe("failed");
    expect(unsigned.findings.map(({ message }) => message).join()).toMatch(/which no deployment on record brought/);
    expect(unsigned.data?.report.changes).toMatchObject([{ number: 1, isUnsigned: true }]);
    // Also where what the state store knows is gone, too.
    rmSync(join(service.state(), "deployments"), { recursive: true });
    const release = await comply(
      { release: unsigned.data?.report.changes[0]?.digest.slice(7, 17) },
      service.as("anna"),
    );
    expect(stateOf(release)["record/no-way-around"]).toBe("failed");
    const nothing = await comply({}, service.as("anna"));
    expect(nothing).toMatchObject({ status: "failed", findings: [{ code: "operation/nothing-deployed" }] });
  });

  test("looks at a period, and refuses what is none", async () => {
    const today = new Date().toISOString().slice(0, 10);
    expect((await comply({ from: today, to: today }, service.as("anna"))).data?.report.changes).toHaveLength(1);
    expect((await comply({ from: "2020-01-01", to: "2020-12-31" }, service.as("anna"))).data?.report).toMatchObject({
      changes: [],
      held: true,
    });
    for (const from of ["yesterday", "2026-02-31", "2026-1-1"]) {
      const { status, findings } = await comply({ from }, service.as("anna"));
      expect([status, findings[0]?.code]).toEqual(["invalid", "operation/bad-period"]);
    }
    const { findings } = await comply({ from: "2026-02-01", to: "2026-01-01" }, service.as("anna"));
    expect(findings[0]?.message).toContain("ends (2026-01-01) before it begins");
  });

  test("puts its verdict on record where that is asked for", async () => {
    const result = await comply({ isRecorded: true }, service.as("anna"));
    expect(result.data?.isRecorded).toBe(true);
    const { data } = await evidenceList({}, service.as("anna"));
    expect(data?.entries.at(-1)?.says).toBe("control-state");
    expect((await comply({ isRecorded: true }, service.as("anna", ""))).data?.isRecorded).toBe(false);
  });

  test("asks a platform's own controls, and says where one is wrong", async () => {
    const platform = join(service.folder, "platform.yaml");
    const text = readFileSync(platform, "utf8");
    writeFileSync(platform, `${text}  controls: ["./own.yaml"]\n`);
    const own = join(service.folder, "own.yaml");
    const head = "apiVersion: towpath.dev/v1\nkind: Controls\nmetadata: { name: own }\n";
    const control = (rule: string) =>
      `controls: [{ id: acme/tests, text: T, requires: [{ predicate: test-result, rule: ${rule} }] }]\n`;
    writeFileSync(own, head + control("passed"));
    const good = await comply({}, service.as("anna"));
    writeFileSync(own, head + control("pased"));
    const bad = await comply({}, service.as("anna"));
    writeFileSync(platform, text);
    expect(good.status).toBe("ok");
    expect(stateOf(good)).toEqual({ "acme/tests": "held" });
    expect(bad).toMatchObject({
      status: "invalid",
      findings: [{ code: "evidence/controls", suggestions: ["Did you mean passed?"] }],
    });
    expect(bad.findings[0]?.places[0]).toMatchObject({ file: "own.yaml", range: { start: { line: 4 } } });
  });
});

describe("evidence pack", () => {
  test("is a folder that anybody can verify with the platform's key, and with no other", async () => {
    const packed = await evidencePack({ out: "pack" }, service.as("anna", ""));
    expect(packed.status).toBe("ok");
    const folder = join(service.folder, "pack");
    expect(readdirSync(folder).sort()).toEqual(
      ["anchors", "compliance.json", "deployments.csv", "dev-00000001", "index.html", "keys", "record"].sort(),
    );
    expect(readdirSync(join(folder, "dev-00000001"))).toHaveLength(6);
    const [, line] = readFileSync(join(folder, "deployments.csv"), "utf8").split("\r\n");
    expect(line).toMatch(/^"shop","dev","1","v2","sha256:[0-9a-f]{64}","[0-9a-f]{40}","",/);
    const key = join(service.folder, "keys/2026.pub");
    const verify = (keys: readonly string[]) =>
      evidenceVerify({ pack: "pack", keys }, { ...service.as("anna", ""), variables: {} });
    expect(await verify([key])).toMatchObject({ status: "ok", data: { believed: 3 } });

    const { publicKey } = generateKeyPairSync("ed25519");
    writeFileSync(join(service.folder, "other.pub"), publicKey.export({ type: "spki", format: "pem" }));
    const other = await verify(["other.pub"]);
    expect(other.status).toBe("failed");
    expect(other.findings[0]?.message).toMatch(/^not-believed: Entry 1/);
    expect((await verify(["none.pub"])).findings[0]).toMatchObject({ code: "operation/evidence-file" });

    const elsewhere = { ...service.as("anna", ""), folder: join(service.folder, "pack"), variables: {} };
    expect((await evidenceVerify({ pack: "." }, elsewhere)).findings[0]).toMatchObject({
      code: "operation/evidence-file",
      suggestions: [expect.stringContaining("--key platform.pub")],
    });

    rmSync(join(folder, "record/evidence/shop/entries/00000003"));
    expect((await verify([key])).findings[0]?.message).toMatch(/^cut-off/);
    rmSync(join(folder, "record"), { recursive: true });
    expect((await verify([key])).findings[0]).toMatchObject({ code: "operation/pack-folder" });
  });

  test("goes over nothing", async () => {
    const refused = await evidencePack({ out: "." }, service.as("anna"));
    expect(refused).toMatchObject({ status: "invalid", findings: [{ code: "operation/pack-folder" }] });
    expect(readdirSync(service.folder)).toContain("towpath.yaml");
    mkdirSync(join(service.folder, "empty"));
    expect(await evidencePack({ out: "empty" }, service.as("anna"))).toMatchObject({ status: "ok" });
    expect(readdirSync(join(service.folder, "empty"))).toContain("index.html");
    expect(readdirSync(join(service.folder, "..")).filter((name) => name.includes(".new-"))).toEqual([]);
  });

  test("holds a period only", async () => {
    const packed = await evidencePack({ out: "early", to: "2020-01-01" }, service.as("anna"));
    expect(packed.data?.report.changes).toEqual([]);
    expect(readdirSync(join(service.folder, "early"))).toContain("deployments.csv");
  });
});
