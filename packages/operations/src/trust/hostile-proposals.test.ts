import { execFileSync } from "node:child_process";
import { mkdirSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { gitRepository } from "../testing/git-repository.ts";
import { proposal } from "../testing/proposal.ts";
import { check } from "../verbs/check.ts";

const HEALTHY = "workload: { run: node server.js, port: 8080, health: { path: /healthz } }\n";
const LIMITED = HEALTHY.replace(" }\n", ", limits: { memory: 64Mi, cpu: 100m } }\n");
const manifest = (name: string, more = "", workload = HEALTHY) => `apiVersion: towpath.dev/v1
kind: Service
metadata: { name: ${name}, owner: team-a }
platform: ../../platform
${more}test: { run: npm test }
${workload}`;
const PLATFORM = `apiVersion: towpath.dev/v1
kind: Platform
metadata: { name: acme }
teams: { team-a: {} }
environments: { dev: { engine: local }, prod: { engine: local } }
policies: { levels: { workload/limits: mandatory } }
`;
/** The one that is hidden breaks a rule, and the one that stays does not. */
const BASE = {
  "s/a/towpath.yaml": manifest("a"),
  "s/b/towpath.yaml": manifest("b", "", LIMITED),
  "platform/platform.yaml": PLATFORM,
};
const said = (result: { readonly sections: unknown }) => JSON.stringify(result.sections);

describe("a manifest that a proposal hides from the check is found, where it", () => {
  test.each<[string, string]>([
    ["goes to a folder of build results", "s/dist/towpath.yaml"],
    ["goes among installed packages", "s/node_modules/a/towpath.yaml"],
    ["differs in a capital letter", "s/a/Towpath.yaml"],
    ["gets another ending", "s/a/towpath.yml"],
    ["gets another name", "s/a/service.yaml"],
  ])("%s", async (_, hidden) => {
    const result = await proposal(BASE, { "s/a/towpath.yaml": null, [hidden]: BASE["s/a/towpath.yaml"] }).check();
    expect(result.status).toBe("failed");
    expect(result.findings.filter(({ code }) => code === "operation/manifest-hidden")).toMatchObject([
      { level: "mandatory", service: "a", places: [{ file: hidden }] },
    ]);
  });

  test("is behind a link to a folder that no check looks into", async () => {
    const made = proposal(BASE, { "s/a/towpath.yaml": null, "dist/a/towpath.yaml": BASE["s/a/towpath.yaml"] });
    made.link("s/a", "../dist/a");
    const { status, findings } = await made.check();
    expect(status).toBe("failed");
    expect(findings.map(({ code }) => code)).toContain("operation/manifest-hidden");
  });

  test("is hidden where only what is changed is asked for", async () => {
    const made = proposal(BASE, { "s/a/towpath.yaml": null, "s/dist/towpath.yaml": BASE["s/a/towpath.yaml"] });
    expect((await made.check({ isChangedOnly: true })).status).toBe("failed");
  });
});

test("a service that is moved to where it is checked, or taken away, is nothing that blocks", async () => {
  const moved = await proposal(BASE, {
    "s/b/towpath.yaml": null,
    "t/b/towpath.yaml": BASE["s/b/towpath.yaml"],
  }).check();
  expect(moved.findings.filter(({ code }) => code === "operation/manifest-hidden")).toEqual([]);
  const taken = await proposal(BASE, { "s/a/towpath.yaml": null }).check();
  expect(taken.status).toBe("ok");
  expect(said(taken)).toContain("1 manifest of the base is gone, and checked no more: s/a/towpath.yaml.");
});

test("an environment that a service leaves is named: rules have nothing to see there", async () => {
  const result = await proposal(BASE, {
    "s/b/towpath.yaml": manifest("b", "environments: { dev: {} }\n", LIMITED),
  }).check();
  expect(said(result)).toContain("b leaves prod: it is not checked there any more.");
  const without = await proposal(BASE, { "s/b/towpath.yaml": `${BASE["s/b/towpath.yaml"]}# changed\n` }).check();
  expect(said(without)).not.toContain("leaves");
});

describe("a waiver that nobody agreed to", () => {
  const WAIVERS = `apiVersion: towpath.dev/v1
kind: Waivers
waivers:
  - { id: W-1, rule: workload/limits, subject: { service: c }, reason: It was., owner: o, created: 2026-11-20, expires: 2026-12-20 }
`;
  const base = { ...BASE, "s/a/towpath.yaml": manifest("a", "", LIMITED), "old/waivers.yaml": WAIVERS };

  test("waits, where a new service names a file that the base has for nobody", async () => {
    const { status, findings } = await proposal(base, {
      "s/c/towpath.yaml": manifest("c", "waivers: [../../old/waivers.yaml]\n"),
    }).check();
    expect(status).toBe("failed");
    expect(findings.filter(({ code }) => code === "workload/limits")).toMatchObject([{ outcome: "pending" }]);
  });
});

describe("only what a change touches", () => {
  const PACKAGES = {
    "package.json": '{ "name": "x", "private": true, "workspaces": ["packages/*"] }',
    "packages/a/package.json": '{ "name": "a", "dependencies": { "b": "1.0.0" } }',
    "package-lock.json": '{ "name": "x", "lockfileVersion": 3, "packages": {} }',
  };
  const base = { ...BASE, ...PACKAGES, "s/a/towpath.yaml": manifest("a", "", LIMITED) };
  const missing = async (proposed: Readonly<Record<string, string | null>>) =>
    (await proposal(base, proposed).check({ isChangedOnly: true })).findings
      .filter(({ code }) => code === "supply-chain/lock-file-present")
      .map(({ places }) => places[0]?.file);

  test("has services whose waivers it takes away, wherever they are", async () => {
    const waivers = (more: string) => `apiVersion: towpath.dev/v1\nkind: Waivers\nwaivers: [${more}]\n`;
    const agreed =
      "{ id: W-1, rule: workload/limits, subject: { service: b }, reason: It was., owner: o, created: 2026-11-20, expires: 2026-12-20 }";
    const shared = {
      ...base,
      "s/a/waivers.yaml": waivers(agreed),
      "s/b/towpath.yaml": manifest("b", "waivers: [../a/waivers.yaml]\n"),
    };
    const statusOf = async (proposed: Readonly<Record<string, string | null>>) =>
      (await proposal(shared, proposed).check({ isChangedOnly: true })).status;
    expect(await statusOf({ "s/a/main.js": "//\n" })).toBe("ok");
    expect(await statusOf({ "s/a/waivers.yaml": waivers("") })).toBe("failed");
    expect(await statusOf({ "s/a/waivers.yaml": null })).not.toBe("ok");
  });

  test("has what it breaks in a file far from it", async () => {
    expect(await missing({ "package-lock.json": null })).toEqual(["packages/a/package.json"]);
    expect(await missing({ "README.md": "#\n" })).toEqual([]);
  });
});

test("a folder of the base that becomes a link leads no reader of the base astray", async () => {
  const made = proposal(BASE, { "loose/platform.yaml": PLATFORM.replace("mandatory", '"off"') });
  const { folder } = made.repository;
  rmSync(join(folder, "platform"), { recursive: true });
  symlinkSync("loose", join(folder, "platform"));
  rmSync(join(folder, "s"), { recursive: true });
  mkdirSync(join(folder, "t/a"), { recursive: true });
  symlinkSync("t", join(folder, "s"));
  made.repository.git("add", "--all");
  made.repository.git("commit", "--quiet", "--message=Links");
  expect(["invalid", "fault"]).toContain((await made.check()).status);
});

test("a submodule in place of the folder that is worked in does not stand in for the repository", async () => {
  const own = manifest("a").replace("../../platform", "./platform");
  const made = proposal({ "s/towpath.yaml": own, "s/platform/platform.yaml": PLATFORM }, {});
  const loose = gitRepository();
  loose.commit({ "towpath.yaml": own, "platform/platform.yaml": PLATFORM.replace("mandatory", '"off"') });
  const { repository, effects, base } = made;
  repository.git("rm", "-r", "--quiet", "s");
  const words = ["-c", "protocol.file.allow=always", "submodule", "--quiet", "add", loose.folder, "s"];
  execFileSync("git", words, { cwd: repository.folder, stdio: "pipe" });
  repository.git("commit", "--quiet", "--message=Submodule");
  const request = { manifests: ["towpath.yaml"], isUntrusted: true, base: { commit: base } };
  const { status, findings } = await check(request, { ...effects, folder: join(repository.folder, "s") });
  expect(status).toBe("failed");
  expect(findings.filter(({ code }) => code === "workload/limits")).toMatchObject([{ level: "mandatory" }]);
});

describe("a manifest that is written to be misread", () => {
  const OWN = manifest("a");
  const flow = (more: string) => OWN.replace("/healthz }", `/healthz }, ${more}`);
  const until = "until:2026-12-20 -- because";

  test.each<[string, string, string, string]>([
    [
      "comments a mandatory rule away",
      OWN.replace("workload:", `# towpath-ignore workload/limits ${until}\nworkload:`),
      "failed",
      "workload/limits",
    ],
    [
      "comments beside it",
      OWN.replace("/healthz } }", `/healthz } } # towpath-ignore workload/limits ${until}`),
      "failed",
      "workload/limits",
    ],
    [
      "comments with a letter of another alphabet",
      OWN.replace("workload:", `# towpath-ignore w\u043erkload/limits ${until}\nworkload:`),
      "failed",
      "workload/limits",
    ],
    [
      "switches the rule off for itself",
      `${OWN}policies: { levels: { workload/limits: "off" } }\n`,
      "failed",
      "policy/loosened-level",
    ],
    [
      "lowers it in each environment",
      `${OWN}policies: { levels: { workload/limits: { dev: advisory, prod: advisory } } }\n`,
      "failed",
      "policy/loosened-level",
    ],
    [
      "has a key twice",
      `${OWN}workload: { run: a, port: 1, limits: { memory: 1Mi } }\n`,
      "invalid",
      "manifest/duplicate-key",
    ],
    ["reaches for the prototype", flow("__proto__: { limits: { memory: 64Mi } }"), "invalid", "manifest/forbidden-key"],
    [
      "merges a mapping in",
      OWN.replace("workload: {", "x: &a { limits: { memory: 64Mi } }\nworkload: { <<: *a,"),
      "invalid",
      "manifest/unknown-key",
    ],
    [
      "holds two documents, the first harmless",
      `${flow("limits: { memory: 64Mi, cpu: 100m }")}---\n${OWN}`,
      "invalid",
      "manifest/several-documents",
    ],
    [
      "has a blank in its kind that nobody sees",
      OWN.replace("kind: Service", "kind: Service\u00a0"),
      "invalid",
      "manifest/kind",
    ],
    ["is of another kind", OWN.replace("kind: Service", "kind: Waivers"), "invalid", "manifest/kind"],
    ["is empty", "", "invalid", "manifest/empty"],
    ["is a comment", "# nothing\n", "invalid", "manifest/empty"],
    ["holds a NUL", `${OWN}\0`, "invalid", "manifest/syntax"],
    [
      "begins with a mark and ends its lines otherwise",
      `\ufeff${OWN.replaceAll("\n", "\r\n")}`,
      "failed",
      "workload/limits",
    ],
    [
      "grows when it is read",
      `a: &a [${"x,".repeat(9)}]\nb: &b [${"*a,".repeat(99)}]\nc: &c [${"*b,".repeat(99)}]\nd: [${"*c,".repeat(99)}]\n${OWN}`,
      "invalid",
      "manifest/too-large",
    ],
    [
      "is in an environment of its own making",
      OWN.replace("platform:", "environments: { mine: {} }\nplatform:"),
      "invalid",
      "manifest/unknown-environment",
    ],
    [
      "names a package as its platform",
      OWN.replace("../../platform", '"@acme/loose@1.0.0"'),
      "invalid",
      "operation/platform-proposed",
    ],
    [
      "names a repository that runs a command",
      OWN.replace("../../platform", '"git+ext::sh -c touch% owned"'),
      "invalid",
      "operation/platform-reference",
    ],
  ])("%s", async (_, text, status, code) => {
    const { status: ended, findings } = await proposal(BASE, { "s/a/towpath.yaml": text }).check();
    expect(ended).toBe(status);
    expect(findings.filter(({ level }) => level === "mandatory").map((one) => one.code)).toContain(code);
  });

  test.each<[string, Record<string, string>]>([
    ["other line ends", { ".gitattributes": "*.yaml text eol=crlf\n" }],
    ["files that an archive leaves out", { ".gitattributes": "platform export-ignore\n" }],
    ["modules of git", { ".gitmodules": '[submodule "platform"]\n\tpath = platform\n\turl = ../loose\n' }],
    ["packages", { "node_modules/@towpath/policy/package.json": "{}", ".npmrc": "registry=http://127.0.0.1:1/\n" }],
  ])("attributes and settings of a repository lead nothing astray: %s", async (_, files) => {
    const loose = { "platform/platform.yaml": PLATFORM.replace("mandatory", '"off"') };
    const { status, findings } = await proposal(BASE, { ...loose, ...files }).check();
    expect(status).toBe("failed");
    expect(findings.find(({ code }) => code === "workload/limits")).toMatchObject({ level: "mandatory", service: "a" });
  });
});
