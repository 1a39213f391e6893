import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { folderWith } from "../testing/folder-with.ts";
import { check } from "./check.ts";
import { waiverBaseline } from "./waiver-baseline.ts";
import { waiverList } from "./waiver-list.ts";

const PLATFORM = `apiVersion: towpath.dev/v1
kind: Platform
metadata: { name: acme }
environments: { dev: { engine: local }, prod: { engine: local } }
policies:
  levels:
    workload/health-check: mandatory
    delivery/tests-present: { dev: "off", prod: mandatory }
`;
const service = (name: string, more = ""): string => `# ${name}
apiVersion: towpath.dev/v1
kind: Service
metadata: { name: ${name}, owner: team-a } # ours
workload: { run: node x.js, port: 8080 }
${more}`;
const FILES = { "platform.yaml": PLATFORM, "a/towpath.yaml": service("a"), "b/towpath.yaml": service("b") };
const asked = { manifests: ["*/towpath.yaml"], platform: "platform.yaml" };
const facts = { ...asked, owner: "team-a", expires: "2027-01-30" };

describe("a baseline", () => {
  test("of a rule that there is not is refused; of advice alone it says so", async () => {
    const { effects } = folderWith(FILES);
    expect(await waiverBaseline({ ...facts, rules: ["workload/health-chek"] }, effects)).toMatchObject({
      status: "invalid",
      findings: [{ code: "operation/unknown-rule", suggestions: ['Did you mean "workload/health-check"?'] }],
    });
    expect(await waiverBaseline({ ...facts, rules: ["workload/limits"] }, effects)).toMatchObject({
      status: "ok",
      summary: "There is nothing to waive but advice, which stops nobody: --advice waives that, too.",
    });
    expect(await waiverBaseline({ ...facts, rules: ["setting/bucket/tls"] }, effects)).toMatchObject({
      status: "ok",
      summary: "There is nothing to waive.",
    });
  });

  test.each([
    [undefined, ["On a pull request"]],
    ["team-security", []],
  ])("approved by %s says what a pull request still needs", async (approvedBy, titles) => {
    const { sections } = await waiverBaseline({ ...facts, approvedBy }, folderWith(FILES).effects);
    expect(sections.map((section) => "title" in section && section.title)).toEqual(titles);
  });

  test("has a waiver for each thing that fails, no wider than that, and then the check passes", async () => {
    const { effects, folder } = folderWith(FILES);
    expect((await check(asked, effects)).status).toBe("failed");
    const made = await waiverBaseline(facts, effects);
    expect(made).toMatchObject({
      status: "ok",
      data: { out: "waivers.yaml", manifests: ["a/towpath.yaml", "b/towpath.yaml"], refused: [] },
    });
    expect(made.data?.waivers.map(({ id, rule, subject }) => [id, rule, subject])).toEqual([
      ["W-2026-001", "delivery/tests-present", { service: "a", environment: "prod", address: "metadata" }],
      ["W-2026-002", "delivery/tests-present", { service: "b", environment: "prod", address: "metadata" }],
      ["W-2026-003", "workload/health-check", { service: "a", address: "workloads.main.health" }],
      ["W-2026-004", "workload/health-check", { service: "b", address: "workloads.main.health" }],
    ]);
    expect(readFileSync(join(folder, "a/towpath.yaml"), "utf8")).toBe(service("a", "waivers: [../waivers.yaml]\n"));
    const after = await check(asked, effects);
    expect(after).toMatchObject({ status: "ok", counts: { mandatory: 0, waived: 4 } });
  });

  test("is the same whoever makes it, and goes on behind the ids that there are", async () => {
    const make = async (more: Readonly<Record<string, string>>) => {
      const { effects, folder } = folderWith({ ...FILES, ...more });
      await waiverBaseline(facts, effects);
      return readFileSync(join(folder, "waivers.yaml"), "utf8");
    };
    expect(await make({})).toBe(await make({}));
    const old = `apiVersion: towpath.dev/v1
kind: Waivers
waivers:
  - { id: W-2026-014, rule: workload/limits, subject: { service: a }, reason: r, owner: o, created: 2026-11-01, expires: 2026-12-24 }
`;
    const text = await make({ "a/w.yaml": old, "a/towpath.yaml": service("a", "waivers: [w.yaml]\n") });
    expect(text.match(/W-2026-\d+/g)).toEqual(["W-2026-015", "W-2026-016", "W-2026-017", "W-2026-018"]);
  });

  test("takes one rule, and what only advises, where that is asked for", async () => {
    const { effects } = folderWith(FILES);
    const rules = async (more: object) =>
      new Set((await waiverBaseline({ ...facts, out: "-", ...more }, effects)).data?.waivers.map(({ rule }) => rule));
    expect(await rules({ rules: ["workload/health-check"] })).toEqual(new Set(["workload/health-check"]));
    expect((await rules({ hasAdvice: true })).has("workload/limits")).toBe(true);
    expect((await rules({})).has("workload/limits")).toBe(false);
  });

  test("only shows them with -, and touches nothing", async () => {
    const { effects, folder } = folderWith(FILES);
    const shown = await waiverBaseline({ ...facts, out: "-" }, effects);
    expect(shown.sections[0]).toMatchObject({ kind: "document", text: expect.stringContaining("kind: Waivers") });
    expect(readFileSync(join(folder, "a/towpath.yaml"), "utf8")).toBe(service("a"));
  });

  test("says what cannot be waived, and for so long", async () => {
    const { effects } = folderWith(FILES);
    const long = await waiverBaseline({ ...facts, expires: "2027-03-02" }, effects);
    expect(long).toMatchObject({
      status: "failed",
      summary: "Nothing of what is found can be waived.",
      data: { out: null, waivers: [] },
    });
    expect(long.data?.refused[0]?.why).toContain(
      "lasts 91 days, and delivery/tests-present may be waived for 90 at most",
    );
    expect(long.findings.map(({ code }) => code)).toContain("workload/health-check");
  });

  test("is not made of documents that cannot be used", async () => {
    const { effects } = folderWith({ ...FILES, "a/towpath.yaml": service("a", "workloads: 7\n") });
    expect(await waiverBaseline(facts, effects)).toMatchObject({ status: "invalid", data: null });
  });

  test.each([
    ["no owner", { owner: undefined }, "operation/waiver-facts"],
    ["an empty owner", { owner: " " }, "operation/waiver-facts"],
    ["no last day", { expires: undefined }, "operation/waiver-facts"],
    ["no such day", { expires: "2027-02-30" }, "operation/waiver-facts"],
    ["another form of a day", { expires: "30.1.2027" }, "operation/waiver-facts"],
    ["a day that has passed", { expires: "2026-11-30" }, "operation/waiver-facts"],
    ["a file that is there", { out: "platform.yaml" }, "operation/waivers-file"],
    ["a file elsewhere", { out: "../w.yaml" }, "operation/waivers-file"],
    ["a folder that is not there", { out: "none/w.yaml" }, "operation/waivers-file"],
  ])("with %s is refused, and nothing is touched", async (_, change, code) => {
    const { effects, folder } = folderWith(FILES);
    const result = await waiverBaseline({ ...facts, ...change }, effects);
    expect(result).toMatchObject({ status: "invalid", findings: [{ code }] });
    expect(readFileSync(join(folder, "a/towpath.yaml"), "utf8")).toBe(service("a"));
    expect(readFileSync(join(folder, "platform.yaml"), "utf8")).toBe(PLATFORM);
  });
});

describe("the list of waivers", () => {
  const waivers = (expires: string, rule = "workload/health-check"): string => `apiVersion: towpath.dev/v1
kind: Waivers
waivers:
  - id: W-1
    rule: ${rule}
    subject: { service: a }
    reason: r
    owner: team-a
    created: 2026-11-01
    expires: ${expires}
`;
  const list = async (text: string, manifest = service("a", "waivers: [w.yaml]\n")) => {
    const { effects } = folderWith({ "platform.yaml": PLATFORM, "towpath.yaml": manifest, "w.yaml": text });
    return waiverList({ manifests: [], platform: "platform.yaml" }, effects);
  };

  test.each([
    ["2027-01-30", "active", "ok"],
    ["2026-12-10", "expiring", "ok"],
    ["2026-11-30", "expired", "failed"],
    ["2027-01-31", "invalid", "failed"],
  ])("a waiver until %s is %s", async (expires, state, status) => {
    expect(await list(waivers(expires))).toMatchObject({ status, data: { waivers: [{ id: "W-1", state }] } });
  });

  test("one that nothing needs is unused, one for a rule that there is not is invalid", async () => {
    expect(await list(waivers("2027-01-30", "workload/replicas"))).toMatchObject({
      status: "ok",
      summary: "1 waiver, of which 1 is not used.",
      data: { waivers: [{ state: "unused" }] },
    });
    expect(await list(waivers("2027-01-30", "workload/replica"))).toMatchObject({
      status: "failed",
      findings: [{ code: "waiver/unknown-rule", suggestions: ['Did you mean "workload/replicas"?'] }],
    });
  });

  test("a file that cannot be used is said as such", async () => {
    expect(await list(waivers("soon"))).toMatchObject({
      status: "invalid",
      findings: [{ code: "manifest/invalid-value" }],
    });
  });

  test("comments are in it", async () => {
    const comment = "# towpath-ignore workload/limits until:2027-01-01 -- being measured";
    const manifest = service("a").replace("workload:", `${comment}\nworkload:`);
    expect((await list("", manifest)).data?.waivers).toMatchObject([
      { kind: "comment", id: "towpath.yaml:5:1", rule: "workload/limits", state: "active", reason: "being measured" },
    ]);
  });

  test("comments are in the order of their lines", async () => {
    const comment = "# towpath-ignore workload/limits until:2027-01-01 -- being measured\n";
    const manifest = `${comment}${"\n".repeat(8)}${service("a")}`.replace("workload:", `${comment}workload:`);
    const { data } = await list("", manifest);
    expect(data?.waivers.map(({ place }) => place.range?.start.line)).toEqual([1, 14]);
  });

  test("there may be none", async () => {
    const { effects, folder } = folderWith({ "towpath.yaml": service("a") });
    writeFileSync(join(folder, "towpath.yaml"), service("a"));
    expect(await waiverList({ manifests: [] }, effects)).toMatchObject({
      status: "ok",
      summary: "There are no waivers.",
    });
  });

  test("a pack that could not be had is no list of waivers that count", async () => {
    const { effects } = folderWith({
      "towpath.yaml": service("a"),
      "platform.yaml": PLATFORM.replace("policies:", "policies:\n  packs: [./rules.js]"),
      "rules.js": "throw new Error('not today')",
    });
    expect(await waiverList({ manifests: [], platform: "platform.yaml" }, effects)).toMatchObject({
      status: "fault",
      findings: [{ code: "operation/pack-broken" }],
    });
  });
});
