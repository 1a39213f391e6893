import type { StateStore } from "@towpath/provisioning";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { failedDigestGate } from "../gates/failed-digest-gate.ts";
import { supersededGate } from "../gates/superseded-gate.ts";
import { Killed, killable } from "../testing/killable.ts";
import { memoryStore } from "../testing/memory-store.ts";
import { type Behaviour, modelHost, type Site } from "../testing/model-host.ts";
import { modelRequest } from "../testing/model-request.ts";
import { releaseRecord } from "../testing/records.ts";
import { type DeployOutcome, type DeployRequest, deploy } from "./deploy.ts";
import { type Deployment, isFinal } from "./deployment.ts";
import { deploymentsOf } from "./deployment-log.ts";
import { rollbackTarget } from "./rollback-target.ts";

const NEVER = Number.POSITIVE_INFINITY;
const WEIGHTS = [10, 50];
const CANARY = { strategy: "canary", steps: WEIGHTS.map((weight) => ({ weight, forMs: 3_000 })) } as const;
const BROKEN: Behaviour = () => ({ status: 500 });

/** What lasts when a process ends. */
interface Lasting {
  readonly state: StateStore;
  readonly site: Site;
}

interface Attempted {
  readonly outcome: DeployOutcome | undefined;
  readonly effects: number;
}

/** A deployment by a process that ends at one of its effects, and says nothing more. */
async function attempt(
  { state, site }: Lasting,
  version: string,
  kill: { readonly at: number; readonly when: "before" | "after" } = { at: NEVER, when: "before" },
  more: Partial<DeployRequest> = {},
): Promise<Attempted> {
  const life = killable(state, kill.at, kill.when);
  const behaviours = version.endsWith("-broken") ? { [version]: BROKEN } : {};
  const host = modelHost(site, behaviours, { weights: WEIGHTS, touch: life.touch });
  const release = releaseRecord(version, Number(version.split(".")[1]));
  const deploying = { ...CANARY, migrate: "npm run migrate" };
  const request = modelRequest({ release, host, state: life.store, deploy: deploying }, more);
  try {
    return { outcome: await deploy(request), effects: life.count() };
  } catch (error) {
    expect(error).toBeInstanceOf(Killed);
    return { outcome: undefined, effects: life.count() };
  }
}

async function record({ state }: Lasting): Promise<readonly Deployment[]> {
  const found: Deployment[] = [];
  for await (const deployment of deploymentsOf(state, "orders", "dev")) found.push(deployment);
  return found;
}

/** What holds at every moment, also when a process has just ended. */
async function holds(lasting: Lasting): Promise<void> {
  const attempts = await record(lasting);
  expect(attempts.map(({ number }) => number)).toEqual(attempts.map((_, index) => attempts.length - index));
  expect(attempts.slice(1).every(({ verdict }) => isFinal(verdict))).toBe(true);
  const { serving, tried } = lasting.site;
  for (const running of [serving, tried?.running]) {
    if (!running) continue;
    const exposed = attempts.some(({ artifact, exposingAt }) => artifact.digest === running.digest && exposingAt);
    expect(exposed, `${running.version} serves, and the record has it`).toBe(true);
  }
}

const SCENARIOS: readonly [
  name: string,
  before: readonly string[],
  version: string,
  verdict: string,
  serves: string,
][] = [
  ["the first deployment", [], "1.1.0", "succeeded", "1.1.0"],
  ["a later one", ["1.0.0"], "1.1.0", "succeeded", "1.1.0"],
  ["one that does not hold", ["1.0.0"], "1.1.0-broken", "rolled_back", "1.0.0"],
  ["the same again", ["1.1.0"], "1.1.0", "succeeded", "1.1.0"],
];

async function scene(before: readonly string[]): Promise<Lasting> {
  const lasting = { state: memoryStore(), site: {} };
  for (const version of before) await attempt(lasting, version);
  return lasting;
}

describe.each(SCENARIOS)("killed at any moment, %s", (_, before, version, verdict, serves) => {
  test("comes to the same end by the same command", async () => {
    const { effects } = await attempt(await scene(before), version);
    expect(effects).toBeGreaterThan(4);
    for (const when of ["before", "after"] as const) {
      for (let at = 1; at <= effects; at += 1) {
        const lasting = await scene(before);
        const killed = await attempt(lasting, version, { at, when });
        await holds(lasting);
        const again = await attempt(lasting, version);
        await holds(lasting);
        const where = `killed ${when} effect ${at} of ${effects}`;
        expect(again.outcome?.deployment.verdict, where).toBe(verdict);
        expect(lasting.site, where).toEqual({
          serving: expect.objectContaining({ version: serves }),
          tried: undefined,
        });
        const attempts = await record(lasting);
        expect(
          attempts.every((one) => isFinal(one.verdict)),
          where,
        ).toBe(true);
        const left = attempts.find(({ number }) => number === before.length + 1);
        if (!killed.outcome && attempts.length > before.length + 1) {
          // What is said of it is true: untouched, or not known, or it had come to its verdict and only its process had not.
          const known = left?.history.map(({ state }) => state) ?? [];
          const isUntouched = !known.includes("in_progress");
          if (left?.verdict === "cancelled") expect(isUntouched, where).toBe(true);
          else expect(["inconclusive", verdict], where).toContain(left?.verdict);
        }
      }
    }
  });
});

test("killed at any moment, a rollback comes to the same end by the same command", async () => {
  const gates = [failedDigestGate, supersededGate];
  const rollBack = async (lasting: Lasting, kill?: Parameters<typeof attempt>[2]) => {
    const { release, rollbackOf } = await rollbackTarget(lasting.state, "orders", "dev");
    return attempt(lasting, release.version, kill, { kind: "rollback", rollbackOf, gates });
  };
  const before = ["1.0.0", "1.1.0", "1.2.0"];
  const { effects } = await rollBack(await scene(before));
  for (let at = 1; at <= effects; at += 1) {
    const lasting = await scene(before);
    const { outcome } = await rollBack(lasting, { at, when: "before" });
    expect(outcome).toBeUndefined();
    await holds(lasting);
    expect((await rollBack(lasting)).outcome?.deployment).toMatchObject({ verdict: "succeeded", rollbackOf: 3 });
    expect(lasting.site.serving?.version).toBe("1.1.0");
  }
});

test("the way back is to what succeeded, not to what a killed run has left", async () => {
  const lasting = await scene(["1.0.0"]);
  const { effects } = await attempt(await scene(["1.0.0"]), "1.1.0");
  await attempt(lasting, "1.1.0", { at: effects, when: "before" });
  expect(lasting.site.serving?.version).toBe("1.1.0");
  const { outcome } = await attempt(lasting, "1.2.0-broken");
  expect(outcome?.deployment).toMatchObject({ verdict: "rolled_back", previous: { version: "1.0.0" } });
  expect(lasting.site.serving?.version).toBe("1.0.0");
});

test("what ran before without a verdict is not called nothing", async () => {
  const lasting = await scene([]);
  const { effects } = await attempt(await scene([]), "1.1.0");
  await attempt(lasting, "1.1.0", { at: effects, when: "before" });
  const { outcome } = await attempt(lasting, "1.2.0-broken");
  expect(outcome?.deployment.history.at(-1)?.reason).toMatch(
    /What ran before it runs again; it had not proved itself here\.$/,
  );
  expect(lasting.site.serving?.version).toBe("1.1.0");
});

test("whatever is deployed and killed, the record stays true and the next good release serves", async () => {
  const step = fc.record({
    version: fc.integer({ min: 1, max: 9 }).chain((minor) => fc.constantFrom(`1.${minor}.0`, `1.${minor}.1-broken`)),
    kill: fc.option(
      fc.record({ at: fc.integer({ min: 1, max: 16 }), when: fc.constantFrom("before" as const, "after" as const) }),
    ),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 8 }), async (steps) => {
      const lasting: Lasting = { state: memoryStore(), site: {} };
      for (const { version, kill } of steps) {
        const known = (await record(lasting)).find(({ verdict }) => verdict === "succeeded");
        const { outcome } = await attempt(lasting, version, kill ?? undefined);
        await holds(lasting);
        if (!outcome) continue;
        const { verdict } = outcome.deployment;
        const serving = lasting.site.serving?.version;
        if (verdict === "succeeded") expect(serving).toBe(version);
        else if (known && verdict === "rolled_back") expect(serving).toBe(known.version);
        else expect(["rolled_back", "rollback_failed"]).toContain(verdict);
      }
      expect((await attempt(lasting, "2.0.0")).outcome?.deployment.verdict).toBe("succeeded");
      expect(lasting.site.serving?.version).toBe("2.0.0");
      expect((await record(lasting)).every(({ verdict }) => isFinal(verdict))).toBe(true);
    }),
    { numRuns: process.env["TOWPATH_LONG"] ? 3_000 : 60 },
  );
});
