import { rmSync } from "node:fs";
import { join } from "node:path";
import {
  hostileStrings,
  NOTES_ENGINE,
  notesPlatform,
  readmeTokenPermissions,
  readmeWorkflow,
  type ServiceWorkspace,
  serviceWorkspace,
} from "@towpath/testkit";
import { builtAction } from "@towpath/testkit/action-suite";
import { type LoopbackGitHub, type LoopbackRepository, loopbackGitHub } from "@towpath/testkit/github";
import { runWorkflow, scheduleEvent } from "@towpath/testkit/workflows";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const manifest = (name: string, more = ""): string => `apiVersion: towpath.dev/v1
kind: Service
platform: ../platform.yaml
metadata: { name: ${name}, owner: team-a, description: Takes orders. }
resources: { memo: { type: note } }
${more}`;
/** A day that is so many days from now: the action goes by the clock. */
const day = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
const waivers = (ends: number): string => `apiVersion: towpath.dev/v1
kind: Waivers
waivers:
  - id: W-1
    rule: ownership/description
    subject: { service: orders }
    reason: Being written.
    owner: team-a
    created: ${day(-1)}
    expires: ${day(ends)}
`;
const FILES = {
  ...notesPlatform(`  dev: { ${NOTES_ENGINE} }`, `  prod: { ${NOTES_ENGINE} }`),
  "orders/towpath.yaml": manifest("orders"),
  "billing/towpath.yaml": manifest("billing"),
};

const action = builtAction(join(import.meta.dirname, ".."));
const provision = builtAction(join(import.meta.dirname, "../../provision"));
let github: LoopbackGitHub;
let repository: LoopbackRepository;
let service: ServiceWorkspace;
beforeAll(async () => {
  github = await loopbackGitHub();
  repository = await github.addRepository();
  service = serviceWorkspace(FILES);
  await applied();
});
afterAll(async () => {
  await service[Symbol.asyncDispose]();
  await github.close();
});

/** Has the note of orders in prod as its manifest wants it. */
async function applied(): Promise<void> {
  const inputs = { manifest: "orders/towpath.yaml", environment: "prod", approved: "none" };
  using ending = await service.run(provision, inputs);
  expect(ending.exitCode).toBe(0);
}

function drift(inputs: Readonly<Record<string, string>> = {}, env: Readonly<Record<string, string>> = {}) {
  return service.run(action, { token: github.token, ...inputs }, { env: { GITHUB_API_URL: github.url, ...env } });
}

const issues = () => repository.issues.map(({ state, title }) => ({ state, title }));

describe("one issue", () => {
  test("is opened for what drifted, kept up to date, closed when all is well, and opened again", async () => {
    using well = await drift();
    expect(well).toMatchObject({
      exitCode: 0,
      stderr: "",
      outputs: { result: "ok", drifted: "0", unseen: "0", waivers: "0" },
    });
    expect(issues()).toEqual([]);

    const memo = join(service.home, "notes/orders/prod/memo");
    rmSync(memo);
    using gone = await drift();
    expect(gone).toMatchObject({ exitCode: 1, outputs: { result: "failed", drifted: "1" } });
    expect(gone.annotations).toMatchObject([
      { level: "error", title: "operation/drifted", file: "orders/towpath.yaml" },
    ]);
    expect(issues()).toMatchObject([{ state: "open", title: expect.stringContaining("drift in 1") }]);
    expect(repository.issues[0]?.body).toContain("resources.memo");

    using still = await drift({ "fail-on": "never" });
    expect(still).toMatchObject({ exitCode: 0, outputs: { result: "failed", drifted: "1" } });
    expect(issues()).toHaveLength(1);

    await applied();
    using mended = await drift();
    expect(mended.exitCode).toBe(0);
    expect(issues()).toMatchObject([{ state: "closed" }]);

    rmSync(memo);
    using again = await drift();
    expect(again.exitCode).toBe(1);
    expect(issues()).toMatchObject([{ state: "open" }]);
    await applied();
  });

  test("tells of waivers that end within the days that are asked for", async () => {
    const orders = manifest("orders", "waivers: [waivers.yaml]\n");
    service.commit({ "orders/towpath.yaml": orders, "orders/waivers.yaml": waivers(10) });
    repository.issues.splice(0);
    using soon = await drift();
    expect(soon).toMatchObject({ exitCode: 0, outputs: { result: "ok", waivers: "1" } });
    expect(soon.summary).toContain("W-1");
    expect(repository.issues).toMatchObject([{ state: "open", body: expect.stringContaining("W-1") }]);
    using later = await drift({ "waiver-days": "5" });
    expect(later.outputs).toMatchObject({ waivers: "0" });
    expect(issues()).toMatchObject([{ state: "closed" }]);
    service.commit({ "orders/towpath.yaml": manifest("orders") });
  });

  test("is written with no more than the permissions that the README names, and without them that is said", async () => {
    rmSync(join(service.home, "notes/orders/prod/memo"));
    const permissions = readmeTokenPermissions(join(import.meta.dirname, ".."));
    using ending = await drift({ token: github.addToken({ permissions }) });
    expect(ending.exitCode).toBe(1);
    expect(issues()).toMatchObject([{ state: "open" }]);
    expect(github.requests.filter(({ status }) => status === 403)).toEqual([]);
    repository.issues.splice(0);
    using less = await drift({ token: github.addToken({ permissions: { ...permissions, issues: "read" } }) });
    expect(less.exitCode).toBe(1);
    expect(less.shown.join("\n")).toContain("issues: write");
    expect(issues()).toEqual([]);
    await applied();
  });
});

test("hostile names become nothing in an issue", async () => {
  const hostile =
    hostileStrings.map(({ text }) => text).find((text) => text.includes("<") && !text.includes("\0")) ?? "";
  rmSync(join(service.home, "notes/orders/prod/memo"));
  using ending = await drift({}, { GITHUB_WORKFLOW: hostile.slice(0, 300) });
  expect(ending).toMatchObject({ exitCode: 1, stderr: "", environment: {} });
  const [issue] = repository.issues;
  expect(issue?.body.match(/<!--/g)).toHaveLength(1);
  expect(issue?.body).not.toMatch(/<script/i);
  await applied();
});

test("what could not be looked at fails the step, whatever is asked", async () => {
  service.commit({ "notes.ts": "export default {};\n" });
  using ending = await drift({ "fail-on": "never", issue: "false", environments: "dev" });
  expect(ending.exitCode).not.toBe(0);
  expect(ending.outputs).toMatchObject({ unseen: "2" });
});

test("the README's workflow looks at everything on a schedule", async () => {
  using example = readmeWorkflow(join(import.meta.dirname, ".."), { drift: action });
  const nothing = { "a/towpath.yaml": manifest("orders").replace(/^(?:platform|resources).*\n/gm, "") };
  await repository.commit("main", { ...nothing, ...example.files });
  const ending = await runWorkflow({ github, repository, event: await scheduleEvent(repository), ...example.run });
  expect(ending).toMatchObject({ conclusion: "success" });
});
