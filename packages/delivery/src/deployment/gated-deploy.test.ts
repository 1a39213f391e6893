import { setTimeout as sleep } from "node:timers/promises";
import { nodeClock, type ProgressEvent } from "@towpath/core";
import { type StateStore, withLock } from "@towpath/provisioning";
import { beforeEach, describe, expect, test } from "vitest";
import { namedGate } from "../gates/ask-gates.ts";
import { failedDigestGate } from "../gates/failed-digest-gate.ts";
import { allow, deny, type Gate, type GateFacts, unknown } from "../gates/gate.ts";
import { supersededGate } from "../gates/superseded-gate.ts";
import { memoryStore } from "../testing/memory-store.ts";
import { type ModelHost, modelHost, type Site } from "../testing/model-host.ts";
import { modelRequest } from "../testing/model-request.ts";
import { releaseRecord } from "../testing/records.ts";
import { type DeployRequest, deploy } from "./deploy.ts";
import { type Deployment, isFinal } from "./deployment.ts";
import { deploymentsOf } from "./deployment-log.ts";
import { rollbackTarget } from "./rollback-target.ts";
import { deploymentSentence } from "./sentence.ts";

let state: StateStore;
let site: Site;
let host: ModelHost;
beforeEach(() => {
  state = memoryStore();
  site = {};
  host = modelHost(site, { "6.6.6": () => ({ status: 500 }) });
});

const [V1, V2, BROKEN] = [releaseRecord("1.0.0", 1), releaseRecord("1.1.0", 2), releaseRecord("6.6.6", 3)];
const put = (release = V1, more: Partial<DeployRequest> = {}) => deploy(modelRequest({ release, host, state }, more));
const states = ({ history }: Deployment) => history.map(({ state: name }) => name);

async function newest(): Promise<Deployment | undefined> {
  for await (const deployment of deploymentsOf(state, "orders", "dev")) return deployment;
  return undefined;
}

const open = namedGate("policy", () => allow("policy", "No rule stands against it."));
const shut = namedGate("freeze", () => deny("freeze", "It is Christmas.", "Wait."));
const dark = namedGate("evidence", () => unknown("evidence", "The record cannot be read.", "Look why."));

describe("gates", () => {
  test("that all let it through are on record before anything is touched", async () => {
    const seen: (Deployment | undefined)[] = [];
    const watched = {
      ...host,
      roll: async (...all: Parameters<ModelHost["roll"]>) => {
        seen.push(await newest());
        return host.roll(...all);
      },
    };
    const { deployment } = await put(V1, { gates: [open], host: watched });
    expect(states(deployment)).toEqual(["requested", "gated", "in_progress", "exposed", "verifying", "succeeded"]);
    const gates = [{ gate: "policy", answer: "allow", reason: "No rule stands against it." }];
    expect(seen).toMatchObject([{ verdict: "in_progress", gates }]);
    expect(deployment.gates).toEqual([
      ...gates,
      { gate: "schema", answer: "allow", reason: "The release has no migration." },
    ]);
    expect(await newest()).toEqual(deployment);
  });

  test.each([
    ["says no", [open, shut], "freeze: It is Christmas."],
    ["does not know", [open, dark], "evidence: The record cannot be read."],
    ["of two", [dark, shut], "evidence: The record cannot be read. freeze: It is Christmas."],
  ])("one that %s refuses it: nothing is touched, every answer is on record", async (_, gates, reason) => {
    await put(V1);
    host.steps.length = 0;
    const outcome = await put(V2, { gates });
    expect(outcome.deployment.verdict).toBe("refused");
    expect(states(outcome.deployment)).toEqual(["requested", "refused"]);
    expect(outcome.deployment.history.at(-1)?.reason).toBe(reason);
    expect(outcome.deployment.gates.map(({ gate }) => gate)).toEqual(
      await Promise.all(gates.map(async (gate) => (await gate(facts())).gate)),
    );
    expect(outcome.deployment.gates.at(-1)?.todo).toBeDefined();
    expect(host.steps).toEqual([]);
    expect(site.serving?.version).toBe("1.0.0");
    expect(await newest()).toEqual(outcome.deployment);
    expect(deploymentSentence(outcome.deployment)).toBe(
      `orders 1.1.0 (${short(V2)}) was refused for dev; 1.0.0 (${short(V1)}) stays as it was: ${reason}`,
    );
  });

  test("are told what is to be deployed, by whom, and what serves", async () => {
    const { deployment } = await put(V1);
    const told: GateFacts[] = [];
    const curious: Gate = async (of) => {
      told.push(of);
      return allow("policy", "Fine.");
    };
    await put(V2, { gates: [curious], kind: "hotfix", force: { reason: "now" } });
    expect(told).toMatchObject([{ release: V2, actor: "anna", kind: "hotfix", force: { reason: "now" } }]);
    expect(told[0]?.previous).toEqual(deployment);
    expect((await newest())?.force).toEqual({ reason: "now" });
  });

  test("an interruption while they are asked cancels it", async () => {
    const abort = new AbortController();
    const slow: Gate = () => new Promise<never>(() => abort.abort(new Error("Ctrl-C")));
    const request = modelRequest({ release: V1, host, state, signal: abort.signal }, { gates: [slow] });
    await expect(deploy(request)).rejects.toThrow("Ctrl-C");
    expect(await newest()).toMatchObject({ verdict: "cancelled", gates: [] });
    expect(host.steps).toEqual([]);
  });

  test("insisting without a reason is refused before anything is recorded", async () => {
    await expect(put(V1, { force: { reason: " " } })).rejects.toMatchObject({ code: "delivery/reason-missing" });
    expect(await newest()).toBeUndefined();
  });
});

test("a digest that was taken back is refused, unless somebody insists; then it is on record that and why", async () => {
  const gates = [failedDigestGate];
  await put(V1, { gates });
  expect((await put(BROKEN, { gates })).deployment.verdict).toBe("rolled_back");
  host.steps.length = 0;
  expect((await put(BROKEN, { gates })).deployment.verdict).toBe("refused");
  expect((await put(BROKEN, { gates })).deployment.verdict).toBe("refused");
  expect(host.steps).toEqual([]);

  const mended = modelHost(site);
  const { deployment } = await deploy(
    modelRequest({ release: BROKEN, host: mended, state }, { gates, force: { reason: "the database is back" } }),
  );
  expect(deployment).toMatchObject({ verdict: "succeeded", force: { reason: "the database is back" } });
  expect(deployment.gates[0]?.reason).toContain("the database is back");
  expect((await put(BROKEN, { gates, host: mended, fetch: mended.fetch })).deployment.verdict).toBe("succeeded");
});

describe("kinds", () => {
  test("the same artifact again is a change of configuration", async () => {
    expect((await put(V1)).deployment.kind).toBe("planned");
    expect((await put(V1)).deployment.kind).toBe("config");
    expect((await put(V1, { kind: "hotfix" })).deployment.kind).toBe("hotfix");
  });

  test("a rollback passes a freeze, does not migrate, and names what it undoes", async () => {
    await put(V1);
    await put(V2);
    const { release, rollbackOf } = await rollbackTarget(state, "orders", "dev");
    host.steps.length = 0;
    const request = modelRequest({ release, host, state, deploy: { migrate: "npm run migrate" } });
    const gates = [shut, failedDigestGate, supersededGate];
    const { deployment } = await deploy({ ...request, gates, kind: "rollback", rollbackOf, incident: "INC-7" });
    expect(deployment).toMatchObject({ verdict: "succeeded", kind: "rollback", rollbackOf: 2, incident: "INC-7" });
    expect(deployment.gates[0]).toMatchObject({
      gate: "freeze",
      answer: "allow",
      reason: expect.stringContaining("It is Christmas."),
    });
    expect(host.steps).toEqual(["migrate", "start", "expose 100", "drain"]);
    expect(site.serving?.version).toBe("1.0.0");
    // What was undone does not come back by itself.
    expect((await put(V2, { gates: [failedDigestGate] })).deployment.verdict).toBe("refused");
  });
});

describe("two pushes at once", () => {
  const [older, newer] = [releaseRecord("1.0.0", 30, "101/1"), releaseRecord("1.1.0", 20, "102/1")];
  const gates = [supersededGate];

  test("the one that comes late is superseded, and touches nothing", async () => {
    await put(newer, { gates });
    host.steps.length = 0;
    const { deployment } = await put(older, { gates: [...gates, shut] });
    expect(deployment.verdict).toBe("superseded");
    expect(deployment.gates).toHaveLength(2);
    expect(host.steps).toEqual([]);
    expect(deploymentSentence(deployment)).toMatch(
      /^orders 1\.0\.0 \(.*\) came too late for dev: superseded: 1\.1\.0 .* serves here/,
    );
    expect(site.serving?.version).toBe("1.1.0");
  });

  test.each([
    ["the older first", [older, newer]],
    ["the newer first", [newer, older]],
  ])("%s: they take turns, and the newer one serves in the end", async (_, order) => {
    const events: ProgressEvent[] = [];
    const push = async (release: typeof older, index: number) => {
      await sleep(index * 20);
      const holder = { who: `pusher ${index}`, run: String(index), since: "2026-03-02T10:00:00Z" };
      const effects = {
        clock: nodeClock,
        signal: new AbortController().signal,
        events: (event: ProgressEvent) => void events.push(event),
      };
      return withLock(state, "runs/orders.dev", holder, 60_000, effects, async ({ store }) => {
        await sleep(60);
        return deploy(modelRequest({ release, host, state: store }, { gates }));
      });
    };
    const outcomes = await Promise.all(order.map(push));
    expect(site.serving?.version).toBe("1.1.0");
    const verdicts = outcomes.map(({ deployment }) => deployment.verdict);
    expect(verdicts).toEqual(order[0] === older ? ["succeeded", "succeeded"] : ["succeeded", "superseded"]);
    expect(outcomes.map(({ deployment }) => deployment.number)).toEqual([1, 2]);
    expect(events).toContainEqual(
      expect.objectContaining({ type: "notice", message: expect.stringContaining("pusher 0") }),
    );
    for await (const { verdict } of deploymentsOf(state, "orders", "dev")) expect(isFinal(verdict)).toBe(true);
  });
});

function short({ artifact }: typeof V1): string {
  return artifact.digest.slice(0, 19);
}

function facts(): GateFacts {
  const { target, release, context } = modelRequest({ release: V1, host, state });
  return {
    release,
    graph: target.graph,
    state,
    now: context.clock.now(),
    actor: "anna",
    kind: "planned",
    signal: context.signal,
  };
}
