import type { ProgressEvent } from "@towpath/core";
import type { GraphDeploy, GraphHealth } from "@towpath/manifest";
import type { StateStore } from "@towpath/provisioning";
import { beforeEach, describe, expect, test } from "vitest";
import { leapingClock } from "../testing/leaping-clock.ts";
import { memoryStore } from "../testing/memory-store.ts";
import { type Behaviour, modelHost, type Site } from "../testing/model-host.ts";
import { modelRequest } from "../testing/model-request.ts";
import { releaseRecord } from "../testing/records.ts";
import { deploy } from "./deploy.ts";
import { deploymentSentence } from "./sentence.ts";

let state: StateStore;
let site: Site;
let events: ProgressEvent[];
beforeEach(() => {
  state = memoryStore();
  site = {};
  events = [];
});

const CANARY: Partial<GraphDeploy> = {
  strategy: "canary",
  steps: [
    { weight: 10, forMs: 20_000 },
    { weight: 50, forMs: 40_000 },
  ],
};

async function put(
  version: string,
  behaviour: Behaviour,
  settings: {
    readonly deploy?: Partial<GraphDeploy>;
    readonly health?: Partial<GraphHealth>;
    readonly isNamed?: boolean;
  } = {},
) {
  const { deploy: how = CANARY, health = {}, isNamed = true } = settings;
  const host = modelHost(site, { [version]: behaviour }, { weights: [10, 50], isNamed });
  const clock = leapingClock();
  const release = releaseRecord(version, Number(version.split(".")[1]));
  const outcome = await deploy(modelRequest({ release, host, state, deploy: how, health, clock, events }));
  const reason = outcome.deployment.history.at(-1)?.reason;
  return { ...outcome, steps: host.steps, tookMs: clock.monotonic(), reason };
}

const FINE: Behaviour = () => ({ status: 200 });

describe("a canary", () => {
  beforeEach(() => put("1.0.0", FINE));

  test("gets a larger part once it held with the one before, for as long as the manifest says", async () => {
    const { deployment, steps, tookMs } = await put("1.1.0", FINE);
    expect(deployment.verdict).toBe("succeeded");
    expect(steps).toEqual(["migrate", "start", "expose 10", "expose 50", "expose 100", "drain"]);
    expect(deployment.exposures.map(({ weight }) => weight)).toEqual([10, 50, 100]);
    expect(deployment.exposingAt).toBe(deployment.exposures[0]?.at);
    expect(deployment.exposedAt).toBe(deployment.exposingAt);
    const [first, second, third] = deployment.exposures.map(({ at }) => Date.parse(at));
    expect((second ?? 0) - (first ?? 0)).toBeGreaterThanOrEqual(20_000);
    expect((third ?? 0) - (second ?? 0)).toBeGreaterThanOrEqual(40_000);
    expect(tookMs).toBeLessThan(65_000);
    expect(deployment.verification).toMatchObject({ failed: 0, noData: 0, bakeSeconds: 60 });
    expect(events).toContainEqual(
      expect.objectContaining({ type: "finished", id: "verify workloads.main with 10 % of the work", outcome: "done" }),
    );
  });

  test("that fails with a small part gets no larger one: what served before has all of it again", async () => {
    const { deployment, steps, reason } = await put("1.1.0", (asked) => ({ status: asked > 10 ? 500 : 200 }));
    expect(deployment.verdict).toBe("rolled_back");
    expect(steps).toEqual(["migrate", "start", "expose 10", "expose 50"]);
    expect(deployment.exposures.map(({ weight }) => weight)).toEqual([10]);
    expect(reason).toMatch(/^while it baked, .* answered 500 \(3 times in a row\)\. Version 1\.0\.0 serves again\.$/);
    expect(deployment.verification).toMatchObject({ failed: 3 });
    expect(site).toEqual({ serving: expect.objectContaining({ version: "1.0.0" }), tried: undefined });
  });

  test("that fails with all of it goes back too; what was counted before counts", async () => {
    const { deployment, steps } = await put("1.1.0", (asked) => ({ status: asked > 75 ? 500 : 200 }), {
      deploy: { ...CANARY, bakeMs: 30_000 },
    });
    expect(deployment.verdict).toBe("rolled_back");
    expect(steps.slice(-2)).toEqual(["expose 100", "drain"]);
    expect(deployment.verification.checks).toBeGreaterThan(75);
    expect(site.serving?.version).toBe("1.0.0");
  });

  test("does not count what the one before answers", async () => {
    site.serving = undefined;
    const { deployment, reason } = await put("1.1.0", FINE);
    expect(deployment.verdict).toBe("succeeded");
    expect(reason).toBeUndefined();
    // The former one fails all the time: that says nothing of the new one.
    site = {};
    state = memoryStore();
    await put("1.0.0", FINE);
    const host = modelHost(site, { "1.0.0": () => ({ status: 500 }) }, { weights: [10] });
    const request = modelRequest({ release: releaseRecord("1.1.0"), host, state, deploy: CANARY });
    expect((await deploy(request)).deployment.verification.failed).toBe(0);
  });

  test("that never gets an answer of its own is not good", async () => {
    const { deployment, reason } = await put("1.1.0", () => "silent");
    expect(deployment.verdict).toBe("rolled_back");
    expect(reason).toMatch(/\/healthz did not answer: connect ECONNREFUSED\. Version 1\.0\.0 serves again\.$/);
  });

  test("is told from the former one by its own digest where answers say no more", async () => {
    const digest = releaseRecord("1.1.0").artifact.digest;
    const health = { identity: "/version" };
    const named = await put(
      "1.1.0",
      (_, path) => ({ status: 200, body: path === "/version" ? `{"digest":"${digest}"}` : "" }),
      { health, isNamed: false },
    );
    expect(named.deployment.verdict).toBe("succeeded");
    const silent = await put("1.2.0", FINE, { health, isNamed: false });
    expect(silent.deployment.verdict).toBe("rolled_back");
    expect(silent.reason).toMatch(/none of 50 answers of .*\/version came from sha256:/);
  });

  test("of a rollback does not linger: each part is proved, and the next one given", async () => {
    await put("1.1.0", FINE);
    const host = modelHost(site, {}, { weights: [10, 50] });
    const clock = leapingClock();
    const release = releaseRecord("1.0.0");
    const request = modelRequest({ release, host, state, deploy: CANARY, clock });
    const { deployment } = await deploy({ ...request, kind: "rollback", rollbackOf: 2 });
    expect(deployment.verdict).toBe("succeeded");
    expect(deployment.exposures.map(({ weight }) => weight)).toEqual([10, 50, 100]);
    expect(clock.monotonic()).toBeLessThan(1_000);
    expect(deployment.verification).toMatchObject({ bakeSeconds: 0, failed: 0 });
  });

  test("nothing to compare with: the first release gets all at once", async () => {
    site = {};
    state = memoryStore();
    const { deployment, steps } = await put("1.0.0", FINE);
    expect(steps).toEqual(["migrate", "start", "expose 100", "drain"]);
    expect(deployment.verdict).toBe("succeeded");
  });
});

describe("a service that says which release it is", () => {
  const digest = releaseRecord("1.1.0").artifact.digest;
  const health = { identity: "/version" };
  const all = { deploy: { bakeMs: 0 }, health };

  test.each([
    ["with sha256:", digest],
    ["without", digest.slice(7)],
    ["in capitals", digest.toUpperCase()],
    ["among other things", `{"version":"1.1.0","artifact":"${digest}","at":"…"}`],
  ])("is believed where its answer contains the digest, %s", async (_, body) => {
    const { deployment } = await put(
      "1.1.0",
      (__, path) => ({ status: 200, body: path === "/version" ? body : "" }),
      all,
    );
    expect(deployment.verdict).toBe("succeeded");
    expect(deployment.verification).toMatchObject({ failed: 0, checks: 8 });
  });

  test.each([
    [
      "another digest",
      { status: 200, body: releaseRecord("1.0.0").artifact.digest },
      /does not contain the digest sha256:/,
    ],
    ["nothing", { status: 200 }, /does not contain the digest sha256:/],
    ["the digest too late", { status: 200, body: `${" ".repeat(80_000)}${digest}` }, /does not contain/],
    ["an error that has it", { status: 404, body: digest }, /\/version answered 404/],
  ])("fails with %s", async (_, answer, message) => {
    const { deployment, reason } = await put(
      "1.1.0",
      (__, path) => (path === "/version" ? answer : { status: 200 }),
      all,
    );
    expect(deployment.verdict).toBe("rolled_back");
    expect(reason).toMatch(message);
  });
});

describe("a bake", () => {
  beforeEach(() => put("1.0.0", FINE, { deploy: { bakeMs: 0 } }));
  const bake = (behaviour: Behaviour, more: Partial<GraphDeploy> = {}) =>
    put("1.1.0", behaviour, { deploy: { bakeMs: 60_000, ...more } });
  /** The first three answers are the proof that comes before the bake. */
  const from =
    (first: number, then: ReturnType<Behaviour>, until = Number.POSITIVE_INFINITY): Behaviour =>
    (asked) =>
      asked > 3 + first && asked <= 3 + until ? then : { status: 200 };

  test("without an answer at the end fails: no data is not good", async () => {
    const { deployment, reason } = await bake(from(20, "silent"));
    expect(deployment.verdict).toBe("rolled_back");
    expect(reason).toMatch(/while it baked, .* did not answer: .* \(3 times in a row\)/);
    expect(deployment.verification).toMatchObject({ failed: 0, noData: 3 });
  });

  test("without any answer fails, however short it is", async () => {
    expect((await bake(from(0, "silent"), { bakeMs: 500 })).deployment.verdict).toBe("rolled_back");
  });

  test("without any answer may pass where the manifest says so, and that is told", async () => {
    const { deployment } = await bake(from(0, "silent", 60), { noData: "pass" });
    expect(deployment.verdict).toBe("succeeded");
    expect(deployment.verification).toMatchObject({ noData: 60, failed: 0, bakeSeconds: 60 });
    expect(deploymentSentence(deployment)).toContain("60 could not be looked at");
    expect(events).toContainEqual({
      type: "notice",
      message: "Nothing answered in the 60 looks while it baked; deploy.noData: pass lets that go by.",
    });
  });

  test("where no data passes, a bad answer still does not", async () => {
    const behaviour: Behaviour = (asked) => (asked <= 3 ? { status: 200 } : asked % 2 ? "silent" : { status: 500 });
    const { deployment, reason } = await bake(behaviour, { noData: "pass" });
    expect(deployment.verdict).toBe("rolled_back");
    expect(reason).toContain("answered 500 (3 times in a row)");
  });

  test("lets a failure go that passes, and counts it", async () => {
    const { deployment } = await bake(from(10, { status: 503 }, 12));
    expect(deployment.verdict).toBe("succeeded");
    expect(deployment.verification).toMatchObject({ failed: 2, bakeSeconds: 60 });
  });

  test("fails where too many looks fail, though never three in a row", async () => {
    const { deployment, reason } = await bake((asked) => ({ status: asked > 3 && asked % 3 ? 500 : 200 }));
    expect(deployment.verdict).toBe("rolled_back");
    expect(reason).toMatch(/while it baked, 6 of \d+ looks failed; the last: .* answered 500/);
  });

  test("goes on after its time until three in a row are good again", async () => {
    const late = await bake(from(58, { status: 500 }, 60));
    expect(late.deployment.verdict).toBe("succeeded");
    expect(late.deployment.verification.bakeSeconds).toBe(63);
  });

  test("does not wait for ever for an answer that would show that it is well again", async () => {
    const behaviour: Behaviour = (asked) => (asked <= 62 ? { status: 200 } : asked === 63 ? { status: 500 } : "silent");
    const { deployment, reason } = await bake(behaviour, { noData: "pass" });
    expect(deployment.verdict).toBe("rolled_back");
    expect(reason).toContain("and nothing answered since");
  });

  test("of what has no health path looks at what runs", async () => {
    const host = modelHost(site);
    const request = modelRequest({ release: releaseRecord("1.1.0"), host, state, deploy: { bakeMs: 5_000 } });
    const workloads = request.target.graph.workloads.map(({ health: _, ...workload }) => workload);
    const target = { ...request.target, graph: { ...request.target.graph, workloads } };
    const { deployment } = await deploy({ ...request, target });
    expect(deployment.verification).toMatchObject({ noData: 1, bakeSeconds: 5 });
    let looks = 0;
    const touch = async (what: string) => {
      if (what === "look") looks += 1;
      if (what === "look" && looks > 3) throw new Error("the host is away");
    };
    const blind = modelHost(site, {}, { touch });
    const next = { ...request, release: releaseRecord("1.2.0"), host: blind, fetch: blind.fetch, target };
    const failed = await deploy(next);
    expect(failed.deployment.verdict).toBe("rollback_failed");
    expect(failed.deployment.history.at(-1)?.reason).toMatch(
      /what runs of workloads\.main could not be seen: the host is away \(3 times in a row\)\. Going back to 1\.1\.0 failed: the host is away\.$/,
    );
  });
});
