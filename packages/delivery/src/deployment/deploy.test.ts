import { mkdir, mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { digestBytes, nodeClock, type ProgressEvent } from "@towpath/core";
import type { GraphDeploy } from "@towpath/manifest";
import { type Context, fileStore, type StateStore, type Target } from "@towpath/provisioning";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { ArtifactStore } from "../artifact/artifact-store.ts";
import { directoryArtifactStore } from "../artifact/directory-artifact-store.ts";
import { build } from "../build/build.ts";
import type { Release } from "../release/release.ts";
import { latestRelease, recordRelease, releasesOf } from "../release/release-log.ts";
import { watchedEffects } from "../testing/effects.ts";
import { graphOf, origin, serverOf } from "../testing/graph.ts";
import { type ProcessHost, processHost } from "../testing/process-host.ts";
import { type DeployRequest, deploy } from "./deploy.ts";
import type { Deployment } from "./deployment.ts";
import { beginAttempt, deploymentsOf, lastSucceeded } from "./deployment-log.ts";
import type { ProofSettings } from "./prove.ts";
import { deploymentSentence } from "./sentence.ts";

let scratch: string;
let artifacts: ArtifactStore;
let state: StateStore;
let host: ProcessHost;
let events: ProgressEvent[];
let abort: AbortController;

const PROOF: Partial<ProofSettings> = { withinMs: 300, betweenMs: 5, bakeEveryMs: 10 };

beforeEach(async () => {
  scratch = await realpath(await mkdtemp(join(tmpdir(), "towpath deploy ")));
  artifacts = directoryArtifactStore(join(scratch, "store"));
  state = fileStore(join(scratch, "state"));
  host = await processHost(scratch);
  events = [];
  abort = new AbortController();
});
afterEach(async () => {
  await host.close();
  await rm(scratch, { recursive: true, force: true });
});

const GOOD = "answer.writeHead(200).end(VERSION)";

/** A service whose server answers every request by the given code. */
async function releaseOf(version: string, code = GOOD): Promise<Release> {
  const folder = join(scratch, `source-${version}`);
  await mkdir(folder, { recursive: true });
  await writeFile(
    join(folder, "server.js"),
    `const VERSION = ${JSON.stringify(version)};
     console.log("hello from " + VERSION);
     require("node:http").createServer((request, answer) => { ${code} }).listen(process.env.PORT, "127.0.0.1");`,
  );
  const graph = graphOf(folder, { build: { run: [], output: ["server.js"], origin } });
  return build({ graph, version, artifacts }, watchedEffects().effects);
}

function requestOf(release: Release, workload: Partial<GraphDeploy> = {}): DeployRequest {
  const graph = graphOf(scratch, { workloads: [serverOf(workload)] });
  const target: Target = { graph, state };
  const context: Context = {
    clock: nodeClock,
    signal: abort.signal,
    events: (event) => void events.push(event),
    variables: {},
    outputs: async () => undefined,
    secrets: async () => Promise.reject(new Error("no secrets")),
    holder: { who: "anna", run: "7", since: "2026-01-01T00:00:00Z" },
  };
  return { target, release, artifacts, host, state, context, fetch, gates: [], proof: PROOF };
}

const served = async () => (await fetch(host.address)).text();
const states = ({ history }: Deployment) => history.map(({ state: name }) => name);

async function recorded(): Promise<readonly Deployment[]> {
  const found: Deployment[] = [];
  for await (const deployment of deploymentsOf(state, "orders", "dev")) found.push(deployment);
  return found;
}

test("a release is migrated, exposed, proved and recorded", async () => {
  const release = await releaseOf("1.0.0");
  const outcome = await deploy(
    requestOf(release, { migrate: "test -f server.js", smoke: 'curl -sf "$TOWPATH_URL/" | grep -q 1.0.0' }),
  );

  expect(outcome.deployment.verdict).toBe("succeeded");
  expect(host.steps).toEqual(["migrate", "migrate", "start", "expose", "drain", "smoke"]);
  expect(states(outcome.deployment)).toEqual([
    "requested",
    "gated",
    "in_progress",
    "exposed",
    "verifying",
    "succeeded",
  ]);
  expect(outcome.deployment).toMatchObject({
    v: 1,
    number: 1,
    service: "orders",
    environment: "dev",
    version: "1.0.0",
    artifact: { digest: release.artifact.digest },
    kind: "planned",
    run: { id: "7", attempt: 1, actor: "anna" },
    verification: { checks: 6, failed: 0, noData: 0, bakeSeconds: 0 },
  });
  expect(outcome.deployment.exposedAt).toBe(outcome.deployment.exposingAt);
  expect(await recorded()).toEqual([outcome.deployment]);
  expect(await served()).toBe("1.0.0");
  expect(deploymentSentence(outcome.deployment)).toMatch(
    /^orders 1\.0\.0 \(sha256:[0-9a-f]{12}\) serves dev since \d\d:\d\d:\d\d UTC; 6 checks, none failed; nothing before it\.$/,
  );
});

test("a second release replaces the first and names it; the same one again changes nothing", async () => {
  const first = await deploy(requestOf(await releaseOf("1.0.0")));
  const release = await releaseOf("1.1.0");
  const second = await deploy(requestOf(release));
  expect(second.deployment.previous).toEqual({ number: 1, version: "1.0.0", digest: first.deployment.artifact.digest });
  expect(await served()).toBe("1.1.0");
  const third = await deploy(requestOf(release));
  expect(third).toMatchObject({ unchanged: true, deployment: { number: 3, verdict: "succeeded" } });
  expect(third.deployment.exposedAt).toBe(second.deployment.exposedAt);
  expect((await lastSucceeded(state, "orders", "dev"))?.number).toBe(3);
});

test("exposure stands in the record before it happens", async () => {
  const seen: (string | undefined)[] = [];
  const watching: DeployRequest["host"] = {
    ...host,
    roll: (target, release, strategy, gate, context) =>
      host.roll(
        target,
        release,
        strategy,
        async (step) => {
          const answer = await gate(step);
          if (step.kind === "expose") seen.push((await recorded())[0]?.exposingAt);
          return answer;
        },
        context,
      ),
  };
  const { deployment } = await deploy({ ...requestOf(await releaseOf("1.0.0")), host: watching });
  expect(seen).toEqual([deployment.exposingAt]);
  expect(seen[0]).toMatch(/^\d{4}-/);
});

describe("before exposure", () => {
  beforeEach(async () => {
    await deploy(requestOf(await releaseOf("1.0.0")));
    host.steps.length = 0;
  });

  test("a migration that fails stops it: nothing is started, its output is shown", async () => {
    const outcome = await deploy(requestOf(await releaseOf("2.0.0"), { migrate: "echo column is missing; exit 3" }));
    expect(outcome.deployment.verdict).toBe("failed_before_exposure");
    expect(outcome.deployment.history.at(-1)?.reason).toBe(
      'the migration "echo column is missing; exit 3" exited with code 3',
    );
    expect(outcome.logTail).toEqual(["column is missing"]);
    expect(host.steps).toEqual(["migrate", "migrate"]);
    expect(await served()).toBe("1.0.0");
  });

  test("a release that does not become healthy leaves the old one; the log's tail is shown", async () => {
    const outcome = await deploy(requestOf(await releaseOf("2.0.0", "}); throw new Error('no database'); (() => {")));
    expect(outcome.deployment.verdict).toBe("failed_before_exposure");
    expect(outcome.logTail.join("\n")).toContain("no database");
    expect(await served()).toBe("1.0.0");
    expect(deploymentSentence(outcome.deployment)).toMatch(
      /did not get to the users of dev; 1\.0\.0 \(.*\) stays as it was: /,
    );
  });

  test("an interruption cancels it and is thrown on", async () => {
    const deploying = deploy(requestOf(await releaseOf("2.0.0"), { migrate: "sleep 0.2" }));
    await expect.poll(() => host.steps.length).toBe(2);
    abort.abort(new Error("Ctrl-C"));
    await expect(deploying).rejects.toThrow("Ctrl-C");
    expect((await recorded())[0]).toMatchObject({ verdict: "cancelled", version: "2.0.0" });
    expect(await served()).toBe("1.0.0");
  });

  test("what the host throws is thrown on and recorded", async () => {
    const broken: DeployRequest["host"] = { ...host, roll: () => Promise.reject(new Error("no such user")) };
    await expect(deploy({ ...requestOf(await releaseOf("2.0.0")), host: broken })).rejects.toThrow("no such user");
    expect((await recorded())[0]?.history.at(-1)).toMatchObject({
      state: "failed_before_exposure",
      reason: "no such user",
    });
  });
});

const FAILS_LATER = "answer.writeHead((globalThis.count = (globalThis.count ?? 0) + 1) > 1 ? 500 : 200).end(VERSION)";

describe.each([
  ["a host that keeps what served before until it is let go", true],
  ["a host that does not", false],
])("after exposure, on %s", (_, asksToDrain) => {
  beforeEach(async () => {
    await host.close();
    host = await processHost(scratch, asksToDrain);
  });

  test("a smoke command that fails brings the last succeeded release back, proved", async () => {
    await deploy(requestOf(await releaseOf("1.0.0")));
    host.steps.length = 0;
    const smoke = 'curl -sf "$TOWPATH_URL/" | grep -q 1.0.0 || { echo wrong answer; exit 1; }';
    const outcome = await deploy(requestOf(await releaseOf("2.0.0"), { smoke }));
    expect(outcome.deployment.verdict).toBe("rolled_back");
    expect(states(outcome.deployment)).toEqual([
      "requested",
      "gated",
      "in_progress",
      "exposed",
      "verifying",
      "rolled_back",
    ]);
    expect(outcome.logTail).toEqual(["wrong answer"]);
    expect(outcome.deployment.verification.failed).toBe(1);
    expect(await served()).toBe("1.0.0");
    expect(deploymentSentence(outcome.deployment)).toMatch(/was taken back from dev; 1\.0\.0 \(.*\) serves again: /);
    expect((await lastSucceeded(state, "orders", "dev"))?.version).toBe("1.0.0");
    // Where the former still runs it is not started again.
    expect(host.steps.filter((step) => step === "start")).toHaveLength(asksToDrain ? 1 : 2);
  });

  test("a smoke command that is only about the new release does not keep the old one from coming back", async () => {
    await deploy(requestOf(await releaseOf("1.0.0")));
    const { deployment } = await deploy(requestOf(await releaseOf("2.0.0"), { smoke: "false" }));
    expect(await served()).toBe("1.0.0");
    expect(deployment.verdict).toBe(asksToDrain ? "rolled_back" : "rollback_failed");
  });

  test("a health path is one of the service, whatever it looks like", async () => {
    const request = requestOf(await releaseOf("1.0.0"));
    const path = "//127.0.0.2:1/healthz";
    const health = { path, intervalMs: 20, timeoutMs: 1_000, graceMs: 1_000 };
    const graph = graphOf(scratch, { workloads: [{ ...serverOf(), health }] });
    const asked: string[] = [];
    const watched: typeof fetch = (url, options) => {
      asked.push(String(url));
      return fetch(url, options);
    };
    await deploy({ ...request, target: { graph, state }, fetch: watched });
    expect(new Set(asked)).toEqual(new Set([`${host.address}${path}`]));
  });

  test("a route that does not stay healthy brings it back", async () => {
    await deploy(requestOf(await releaseOf("1.0.0")));
    const outcome = await deploy(requestOf(await releaseOf("2.0.0", FAILS_LATER)));
    expect(outcome.deployment.verdict).toBe("rolled_back");
    expect(outcome.deployment.history.at(-1)?.reason).toMatch(
      /\/healthz answered 500\. Version 1\.0\.0 serves again\.$/,
    );
    expect(outcome.logTail).toEqual(["hello from 2.0.0"]);
    expect(await served()).toBe("1.0.0");
  });

  test("a route that fails while it bakes brings it back", async () => {
    await deploy(requestOf(await releaseOf("1.0.0")));
    const outcome = await deploy(
      requestOf(await releaseOf("2.0.0", FAILS_LATER.replace("> 1", "> 6")), { bakeMs: 2_000 }),
    );
    expect(outcome.deployment.verdict).toBe("rolled_back");
    expect(outcome.deployment.history.at(-1)?.reason).toContain("while it baked");
    expect(await served()).toBe("1.0.0");
  });

  test("without a release to go back to, it says so", async () => {
    const { deployment } = await deploy(requestOf(await releaseOf("1.0.0"), { smoke: "false" }));
    expect(deployment.verdict).toBe(asksToDrain ? "rolled_back" : "rollback_failed");
    expect(deployment.history.at(-1)?.reason).toContain(
      asksToDrain ? "nothing serves now" : "there is none to go back to",
    );
  });

  test("another digest than the expected one is no success", async () => {
    const lying: DeployRequest["host"] = {
      ...host,
      current: async () => [
        {
          workload: "workloads.main",
          id: "9",
          artifact: digestBytes("something else"),
          status: "healthy",
          startedAt: "",
          details: {},
        },
      ],
    };
    const { deployment } = await deploy({ ...requestOf(await releaseOf("1.0.0")), host: lying });
    expect(deployment.history.at(-1)?.reason).toContain(
      asksToDrain ? "no instance of workloads.main runs sha256:" : "instance 9 of workloads.main runs sha256:",
    );
    expect(deployment.verdict).toBe(asksToDrain ? "rolled_back" : "rollback_failed");
  });

  test("an interruption while it is proved is recorded as what is known of it", async () => {
    const deploying = deploy(requestOf(await releaseOf("1.0.0"), { bakeMs: 60_000 }));
    await expect.poll(async () => (await recorded())[0]?.verdict, { timeout: 10_000 }).toBe("verifying");
    abort.abort(new Error("Ctrl-C"));
    await expect(deploying).rejects.toThrow("Ctrl-C");
    expect((await recorded())[0]?.verdict).toBe(asksToDrain ? "rolled_back" : "inconclusive");
  });
});

test.each([
  ["nothing", undefined, "inconclusive"],
  ["what served before, ill", "unhealthy", "inconclusive"],
  ["what served before", "healthy", "rolled_back"],
] as const)(
  "where a host that broke after exposure has left %s, nobody says that more serves",
  async (_, status, verdict) => {
    const former = await releaseOf("1.0.0");
    await deploy(requestOf(former));
    const [instance] = await host.current({ graph: graphOf(scratch), state }, requestOf(former).context);
    const broken: DeployRequest["host"] = {
      ...host,
      async roll(_target, _release, _strategy, gate) {
        await gate({ kind: "expose", workload: "workloads.main", weight: 100 });
        throw new Error("the machine broke");
      },
      current: async () => (status && instance ? [{ ...instance, status }] : []),
    };
    await expect(deploy({ ...requestOf(await releaseOf("2.0.0")), host: broken })).rejects.toThrow("the machine broke");
    expect((await recorded())[0]?.verdict).toBe(verdict);
  },
);

describe("the record", () => {
  test("an attempt whose run was killed is closed as inconclusive by the next", async () => {
    const { deployment } = await deploy(requestOf(await releaseOf("1.0.0")));
    await beginAttempt(state, { ...deployment, verdict: "in_progress", run: { id: "6", attempt: 1, actor: "ben" } });
    await deploy(requestOf(await releaseOf("1.1.0")));
    const [, killed] = await recorded();
    expect(killed).toMatchObject({ number: 2, verdict: "inconclusive" });
    expect(killed?.history.at(-1)?.reason).toBe("The run 6 of ben ended in in_progress, without a verdict.");
    expect(events).toContainEqual(
      expect.objectContaining({ type: "notice", message: expect.stringContaining("Deployment 2") }),
    );
  });

  test("who writes an attempt that someone else has written is refused", async () => {
    const { deployment } = await deploy(requestOf(await releaseOf("1.0.0")));
    const attempt = await beginAttempt(state, deployment);
    const key = "deployments/orders/dev/00000002";
    const stored = await state.read(key);
    await state.write(key, Buffer.from("{}"), stored?.version ?? "absent");
    await expect(attempt.change((current) => ({ ...current }))).rejects.toMatchObject({
      code: "delivery/record-conflict",
    });
  });

  test.each([
    ["cut", '{"v":1,', "delivery/record-damaged"],
    ["of another kind", "[]", "delivery/record-damaged"],
    ["without its release", '{"v":1}', "delivery/record-damaged"],
    ["of a newer version", '{"v":2}', "delivery/record-newer"],
  ])("one that is %s is refused by name", async (_, text, code) => {
    await state.write("deployments/orders/dev/00000001", Buffer.from(text), "absent");
    await expect(lastSucceeded(state, "orders", "dev")).rejects.toMatchObject({ code });
  });

  test("releases are recorded once", async () => {
    const first = await recordRelease(state, await releaseOf("1.0.0"));
    const again = await recordRelease(state, { ...first, createdAt: "2030-01-01T00:00:00Z" });
    expect(again).toEqual(first);
    await recordRelease(state, await releaseOf("1.1.0"));
    expect((await latestRelease(state, "orders"))?.version).toBe("1.1.0");
    const versions: string[] = [];
    for await (const { version } of releasesOf(state, "orders")) versions.push(version);
    expect(versions).toEqual(["1.1.0", "1.0.0"]);
  });
});

describe("a request that cannot be carried out is refused before anything is recorded", () => {
  test.each<[string, (request: DeployRequest) => Partial<DeployRequest>]>([
    ["delivery/wrong-release", ({ release }) => ({ release: { ...release, service: "billing" } })],
    [
      "delivery/nothing-to-deploy",
      ({ target }) => ({ target: { ...target, graph: { ...target.graph, workloads: [] } } }),
    ],
    ["delivery/artifact-kind", () => ({ host: { ...host, accepts: new Set(["image"]) } })],
    ["delivery/strategy", () => ({ host: { ...host, strategies: new Set(["recreate"]) } })],
    ["delivery/artifact-missing", () => ({ artifacts: directoryArtifactStore(join(scratch, "empty")) })],
  ])("%s", async (code, change) => {
    const request = requestOf(await releaseOf("1.0.0"));
    await expect(deploy({ ...request, ...change(request) })).rejects.toMatchObject({ code });
    expect(await recorded()).toEqual([]);
    expect(host.steps).toEqual([]);
  });
});
