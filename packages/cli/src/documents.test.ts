import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { newFolder, towpath } from "./testing/run-towpath.ts";
import { MANIFEST, smallService } from "./testing/small-service.ts";

const home = join(newFolder("documents"), "home");

/** Everything that a person gets wrong in a manifest: what is written, where it is found, what is said. */
const MISTAKES: readonly (readonly [name: string, manifest: string, place: string, message: RegExp])[] = [
  ["a syntax error", MANIFEST.replace("owner: team-small", "owner: [team-small"), "6:", /manifest\/syntax/],
  ["an unknown key", MANIFEST.replace("owner:", "ownr:"), "5:3", /ownr.*Did you mean "owner"/s],
  ["a wrong type", MANIFEST.replace("port: 18080", "port: eighty"), "11:9", /port.*whole number/s],
  [
    "an unknown resource type",
    MANIFEST.replace("type: postgres", "type: postgress"),
    "16:15",
    /postgress.*Did you mean "postgres"/s,
  ],
  ["an unknown version", MANIFEST.replace('"17"', '"9.6"'), "16:34", /9\.6/],
  ["an unknown size", MANIFEST.replace('"17"', '"17", size: hugge'), "16:46", /hugge/],
  [
    "an unknown setting",
    MANIFEST.replace('"17"', '"17", settings: { maxConections: 5 }'),
    "16:52",
    /maxConections.*Did you mean "maxConnections"/s,
  ],
  [
    "a cycle",
    `${MANIFEST.replace('"17"', '"17", settings: { collation: "${resources.b.host}" }')}  b: { type: postgres, settings: { collation: "\${resources.db.host}" } }\n`,
    "16:",
    /cycle/i,
  ],
  [
    "a placeholder to no resource",
    MANIFEST.replace("resources.db.url", "resources.bd.url"),
    "14:19",
    /bd.*Did you mean/s,
  ],
  ["a placeholder to no output", MANIFEST.replace("db.url", "db.uri"), "14:19", /uri.*Did you mean/s],
  [
    "a key that stands twice",
    MANIFEST.replace("  owner: team-small", "  owner: team-small\n  owner: other"),
    "6:3",
    /owner/,
  ],
  ["100,000 aliases", `a: &a [x]\nb: [${"*a,".repeat(100_000)}]\n`, "", /alias/i],
  [
    "__proto__",
    MANIFEST.replace("  owner: team-small", "  owner: team-small\n  __proto__: { polluted: true }"),
    "6:3",
    /__proto__/,
  ],
  ["a field that is not built yet", `${MANIFEST}slo: { availability: 99.9 }\n`, "17:1", /slo/],
];

describe.each(["validate", "up", "plan", "deploy", "build", "test", "destroy"])("%s", (verb) => {
  const mistakes = verb === "validate" || verb === "up" ? MISTAKES : MISTAKES.slice(0, 2);
  test.each(mistakes)("refuses %s at its place, and touches nothing", async (_name, manifest, place, message) => {
    const folder = smallService({ manifest });
    const { exitCode, stdout, stderr } = await towpath([verb], { folder, home });
    expect(stdout).toMatch(message);
    expect(stdout).toContain(`towpath.yaml:${place}`);
    expect(stdout + stderr).not.toMatch(/\n\s+at .*:\d+:\d+/);
    expect(exitCode).toBe(2);
    expect(existsSync(home)).toBe(false);
  });
});

test("all mistakes of a document come at once, in the order of their lines", async () => {
  const folder = smallService({
    manifest: MANIFEST.replace("owner:", "ownr:").replace("18080", "x").replace("postgres,", "postgress,"),
  });
  const { exitCode, stdout } = await towpath(["validate", "--json"], { folder, home });
  const { findings } = JSON.parse(stdout);
  expect(
    findings.map(({ places }: { places: { range: { start: { line: number } } }[] }) => places[0]?.range.start.line),
  ).toEqual([5, 11, 16]);
  expect(exitCode).toBe(2);
});

test("a glob that names nothing does not pass", async () => {
  const { exitCode, stdout } = await towpath(["check", "services/**/towpath.yaml"], {
    folder: newFolder("empty"),
    home,
  });
  expect(exitCode).toBe(2);
  expect(stdout).toContain("names no manifest");
});

test("a good manifest is valid and passes the check", async () => {
  const folder = smallService();
  expect(await towpath(["validate"], { folder, home })).toMatchObject({
    exitCode: 0,
    stdout: "1 manifest is valid.\n",
  });
  expect((await towpath(["check", "--quiet"], { folder, home })).exitCode).toBe(0);
});

test("a secret in a manifest blocks the check and everything that would use it", async () => {
  const folder = smallService({
    manifest: MANIFEST.replace("${resources.db.url}", "postgres://app:s3cr3tpassw0rd@db/app"),
  });
  for (const verb of ["check", "up"]) {
    const { exitCode, stdout } = await towpath([verb], { folder, home });
    expect(exitCode).toBe(1);
    expect(stdout).toContain("data/secrets-in-variables");
    expect(stdout).not.toContain("s3cr3tpassw0rd");
  }
  expect(existsSync(home)).toBe(false);
});
