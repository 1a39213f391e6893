import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { type Finding, nodeFiles } from "@towpath/core";
import { afterEach, describe, expect, test } from "vitest";
import { type Example, errorSource, errorSources, writeExample } from "../scripts/error-source.ts";
import { MANIFEST_CODES } from "./codes.ts";
import { finding } from "./finding.ts";
import { loadPlatform } from "./platform/load-platform.ts";
import { environmentFindings, environmentsOf } from "./resolution/environments.ts";
import { resolve } from "./resolution/resolve.ts";
import { loadService } from "./service/load-service.ts";

const ROOT = join(import.meta.dirname, "../../..");
const PROGRAM = join(ROOT, "packages/cli/src/main.ts");
const sources = errorSources();
const folders: string[] = [];

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

describe("every code", () => {
  test("has a source, and every source a code: add errors/NAME.md for manifest/NAME, then `npm run generate`", () => {
    const names = MANIFEST_CODES.map((code) => code.slice("manifest/".length));
    expect(sources.map(({ name }) => name).sort()).toEqual([...names, "setting"].sort());
  });

  test.each([...MANIFEST_CODES, "setting/postgres/tls"] as const)("leads from a finding to its page: %s", (code) => {
    const { docs } = finding({ code, message: "", places: [] });
    expect(readFileSync(join(ROOT, docs), "utf8")).toContain(`\n# ${code.replace("postgres/tls", "TYPE/NAME")}\n`);
  });
});

const tried = sources.flatMap(({ name, examples }) => (examples ? [[name, examples] as const] : []));

describe.each(tried)("the examples of %s", (name, { fails, passes }) => {
  test("the failing one has this code and no other", async () => {
    const codes = await codesOf(fails);
    expect(codes.length).toBeGreaterThan(0);
    expect(new Set(codes)).toEqual(new Set([name === "setting" ? codes[0] : `manifest/${name}`]));
    if (name === "setting") expect(codes[0]).toMatch(/^setting\//);
  });

  test("the other passes", async () => {
    expect(await codesOf({ ...passes, command: fails.command })).toEqual([]);
  });
});

test.each([
  ["no heading", "Text.\n\n```yaml towpath.yaml\n```\n"],
  ["no text", "## It fails\n\n```yaml a.yaml\n```\n\n## It passes\n\n```yaml a.yaml\n```\n"],
  ["no example", "Text.\n\n## It fails\n\nSo.\n\n## It passes\n\n```yaml a.yaml\n```\n"],
])("a source with %s is refused", (_, text) => {
  expect(() => errorSource("x", text)).toThrow(/errors\/x\.md needs/);
});

/** The codes of the package that an example's documents get. */
async function codesOf(example: Example): Promise<readonly string[]> {
  const folder = mkdtempSync(join(tmpdir(), "towpath-error-"));
  folders.push(folder);
  writeExample(example, folder);
  const [verb, ...words] = example.command;
  const isHere = (verb === "validate" || verb === "check") && words.length % 2 === 0;
  const findings = isHere ? await found(folder, words) : await foundBy(folder, example.command);
  return findings.map(({ code }) => code).filter((code) => /^(manifest|setting)\//.test(code));
}

async function found(folder: string, words: readonly string[]): Promise<readonly Finding[]> {
  const platform = words[0] === "--platform" ? words[1] : undefined;
  const [service, offered] = [
    loadService("towpath.yaml", nodeFiles, folder),
    loadPlatform(platform, nodeFiles, folder),
  ];
  const findings = [...service.findings, ...offered.findings];
  if (!service.value || !offered.value) return findings;
  findings.push(...environmentFindings(service.value, offered.value));
  for (const environment of environmentsOf(service.value, offered.value))
    findings.push(
      ...resolve({ service: service.value, platform: offered.value, environment, now: new Date("2026-11-22") })
        .findings,
    );
  return findings;
}

/** By the command line: for what this package does not do by itself. */
async function foundBy(folder: string, words: readonly string[]): Promise<readonly Finding[]> {
  const run = promisify(execFile)(process.execPath, ["--conditions=@towpath/source", PROGRAM, ...words, "--json"], {
    cwd: folder,
  });
  const { stdout } = await run.catch((thrown: { readonly stdout: string }) => thrown);
  const { findings }: { findings: readonly Finding[] } = JSON.parse(stdout);
  return findings;
}
