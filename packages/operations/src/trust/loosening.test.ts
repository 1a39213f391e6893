import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { proposal } from "../testing/proposal.ts";

/** Nothing in it is wrong but that it has no limits. */
const manifest = (more = "", name = "orders") => `apiVersion: towpath.dev/v1
kind: Service
metadata: { name: ${name}, owner: team-a }
${more}test: { run: npm test }
workload: { run: node server.js, port: 8080, health: { path: /healthz } }
`;
const platform = (level: string, more = "") => `apiVersion: towpath.dev/v1
kind: Platform
metadata: { name: acme }
teams: { team-a: {} }
environments: { dev: { engine: local, values: { domain: localhost } } }
policies: { levels: { workload/limits: ${level} }${more} }
`;
const NAMED = manifest("platform: ./platform\n");
const BASE = { "towpath.yaml": NAMED, "platform/platform.yaml": platform("mandatory") };

async function limits(checked: ReturnType<ReturnType<typeof proposal>["check"]>) {
  const result = await checked;
  const found = result.findings.filter(({ code }) => code === "workload/limits");
  return { result, found, levels: found.map(({ level }) => level) };
}

describe("a proposal is still checked by what its base says, where it", () => {
  test.each<[string, Record<string, string | null>]>([
    ["lowers a level", { "platform/platform.yaml": platform("advisory") }],
    ["switches a rule off", { "platform/platform.yaml": platform('"off"') }],
    [
      "swaps the platform for one of its own",
      { "towpath.yaml": manifest("platform: ./loose\n"), "loose/platform.yaml": platform('"off"') },
    ],
    ["names no platform any more", { "towpath.yaml": manifest() }],
    ["takes the rule's pack away", { "platform/platform.yaml": platform("mandatory", ", packs: []") }],
    ["renames the service and its file", { "towpath.yaml": null, "app/towpath.yaml": manifest("", "other") }],
    [
      "moves the manifest to where a looser platform is",
      {
        "towpath.yaml": null,
        "app/towpath.yaml": manifest("platform: ../loose\n"),
        "loose/platform.yaml": platform('"off"'),
      },
    ],
    [
      "adds a service with a platform of its own",
      {
        "towpath.yaml": null,
        "new/towpath.yaml": manifest("platform: ./platform\n", "new"),
        "new/platform/platform.yaml": platform('"off"'),
      },
    ],
  ])("%s", async (_, proposed) => {
    const { result, found, levels } = await limits(proposal(BASE, proposed).check());
    expect(result.status).toBe("failed");
    expect(levels).toContain("mandatory");
    expect(found.every(({ service }) => service !== undefined)).toBe(true);
  });

  test("deletes the platform: that the base has it counts, and that it is gone", async () => {
    const { check } = proposal(BASE, { "platform/platform.yaml": null });
    const { findings, exitCode } = { exitCode: 2, ...(await check()) };
    expect(findings.map(({ code }) => code)).toEqual(expect.arrayContaining(["manifest/not-found", "workload/limits"]));
    expect(exitCode).toBe(2);
  });

  test("puts a link in place of the platform", async () => {
    const made = proposal(BASE, { "loose/platform.yaml": platform('"off"') });
    made.link("platform", "loose");
    expect((await limits(made.check())).levels).toEqual(["mandatory"]);
  });

  test("puts a link in place of the platform's file", async () => {
    const made = proposal(BASE, { "loose.yaml": platform('"off"') });
    made.link("platform/platform.yaml", "../loose.yaml");
    expect((await limits(made.check())).levels).toEqual(["mandatory"]);
  });

  test("weakens what the manifest asks of itself", async () => {
    const strict = manifest("platform: ./platform\npolicies: { levels: { workload/limits: mandatory } }\n");
    const base = { "towpath.yaml": strict, "platform/platform.yaml": platform("advisory") };
    const { levels, result } = await limits(proposal(base, { "towpath.yaml": NAMED }).check());
    expect(levels).toEqual(["mandatory"]);
    expect(result.sections[0]).toMatchObject({ title: "By what it was checked" });
  });

  test("is checked by a platform that the request names as a path", async () => {
    const base = { ...BASE, "towpath.yaml": manifest() };
    const made = proposal(base, { "platform/platform.yaml": platform('"off"') });
    expect((await limits(made.check({ platform: "platform" }))).levels).toEqual(["mandatory"]);
  });
});

describe("what is proposed counts as well", () => {
  test("a level that is raised", async () => {
    const base = { ...BASE, "platform/platform.yaml": platform("advisory") };
    const { levels, result } = await limits(
      proposal(base, { "platform/platform.yaml": platform("mandatory") }).check(),
    );
    expect(levels).toEqual(["mandatory"]);
    expect(result.status).toBe("failed");
  });

  test("both are said, and lines of the base are not shown as lines of the checkout", async () => {
    const broken = platform("mandatory").replace("teams:", "temas:");
    const made = proposal(
      { ...BASE, "platform/platform.yaml": broken },
      { "platform/platform.yaml": platform("advisory") },
    );
    const { findings } = await made.check();
    const place = findings.find(({ code }) => code === "manifest/unknown-key")?.places[0];
    expect(place?.file).toBe(`base@${made.base.slice(0, 12)}/platform/platform.yaml`);
  });
});

describe("a proposal that changes nothing it is checked by", () => {
  test("is checked once, and nothing is said of its base", async () => {
    const made = proposal(BASE, { "towpath.yaml": NAMED.replace("8080", "8081"), "src/main.ts": "//\n" });
    const { result, levels } = await limits(made.check());
    expect(levels).toEqual(["mandatory"]);
    expect(result.sections.some(({ title }) => title === "By what it was checked")).toBe(false);
    expect(result.findings[0]?.places[0]?.file).toBe("towpath.yaml");
  });

  test("that takes a manifest away says so, also where it only gets a name that nobody looks for", async () => {
    const base = { ...BASE, "a/towpath.yaml": NAMED.replace("./platform", "../platform"), "b/towpath.yaml": NAMED };
    const made = proposal(base, { "a/towpath.yaml": null, "a/towpath.yml": "", "b/towpath.yaml": null });
    expect(JSON.stringify((await made.check()).sections)).toContain(
      "2 manifests of the base are gone, and checked no more: a/towpath.yaml, b/towpath.yaml.",
    );
  });

  test("that adopts Towpath is checked by what it brings, and that is said", async () => {
    const { result, levels } = await limits(proposal({ "README.md": "#\n" }, BASE).check());
    expect(levels).toEqual(["mandatory"]);
    expect(result.sections[0]).toMatchObject({
      lines: ["The base has no platform platform: it was taken as it is proposed."],
    });
  });

  test("a new service of a platform that others are for is checked by that one only", async () => {
    const base = {
      "a/towpath.yaml": manifest("platform: ../loose\n", "a"),
      "b/towpath.yaml": manifest("platform: ../platform\n", "b"),
      "loose/platform.yaml": platform('"off"'),
      "platform/platform.yaml": platform("mandatory"),
    };
    const made = proposal(base, { "c/towpath.yaml": manifest("platform: ../loose\n", "c") });
    const { found } = await limits(made.check());
    expect(found.map(({ service }) => service)).toEqual(["b"]);
  });
});

describe("nothing of a checkout is run", () => {
  test("settings, hooks, filters and attributes of the repository", async () => {
    const made = proposal(BASE, {
      "platform/platform.yaml": platform("advisory"),
      ".gitattributes": "* filter=evil\n",
    });
    const { repository } = made;
    const trace = join(repository.folder, "..", "owned");
    const owned = `touch '${trace}'`;
    for (const [name, value] of [
      ["core.fsmonitor", owned],
      ["core.hooksPath", "."],
      ["core.sshCommand", owned],
      ["core.pager", owned],
      ["filter.evil.smudge", owned],
      ["filter.evil.clean", owned],
      ["remote.origin.url", `ext::sh -c "${owned}"`],
      ["remote.origin.promisor", "true"],
      ["extensions.partialClone", "origin"],
      ["core.repositoryFormatVersion", "1"],
      ["core.alternateRefsCommand", owned],
      ["alias.cat-file", `!${owned}`],
    ] as const)
      repository.git("config", name, value);
    expect((await limits(made.check())).levels).toEqual(["mandatory"]);
    expect(existsSync(trace)).toBe(false);
  });

  test("an object that is replaced by another counts as what it was", async () => {
    const made = proposal(BASE, { "loose.yaml": platform('"off"'), "platform/platform.yaml": platform('"off"') });
    const { repository, base } = made;
    const [blob, loose] = [`${base}:platform/platform.yaml`, "HEAD:loose.yaml"].map((name) =>
      repository.git("rev-parse", name),
    );
    repository.git("replace", blob ?? "", loose ?? "");
    expect((await limits(made.check())).levels).toEqual(["mandatory"]);
  });
});

describe("a base that cannot be had", () => {
  test.each([
    ["a commit that is not there", "0123456789012345678901234567890123456789"],
    ["no commit at all", "main"],
    ["a text in its place", "--upload-pack=touch owned"],
  ])("%s checks nothing, and passes nothing", async (_, commit) => {
    const { check } = proposal(BASE, {});
    expect(await check({ base: { commit } })).toMatchObject({
      status: "fault",
      findings: [{ code: "operation/base-not-found" }],
    });
  });

  test("a folder without a repository", async () => {
    const { repository, check, base } = proposal(BASE, {});
    repository.git("worktree", "list");
    const { rmSync } = await import("node:fs");
    rmSync(join(repository.folder, ".git"), { recursive: true });
    expect(await check({ base: { commit: base } })).toMatchObject({ status: "fault" });
  });
});
