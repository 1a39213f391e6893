import type { Graph } from "@towpath/manifest";
import type { StateStore } from "@towpath/provisioning";
import { beforeEach, describe, expect, test } from "vitest";
import { promotionGate } from "../promotion/promotion-gate.ts";
import type { Release } from "../release/release.ts";
import { graphOf } from "../testing/graph.ts";
import { memoryStore } from "../testing/memory-store.ts";
import { addRecord, releaseRecord } from "../testing/records.ts";
import { askGates, namedGate } from "./ask-gates.ts";
import { failedDigestGate } from "./failed-digest-gate.ts";
import { allow, deny, type GateFacts } from "./gate.ts";
import { supersededGate } from "./superseded-gate.ts";

let state: StateStore;
beforeEach(() => {
  state = memoryStore();
});

const graph = graphOf("/services/orders");
const [V1, V2, V3] = [releaseRecord("1.0.0", 1), releaseRecord("1.1.0", 2), releaseRecord("1.2.0", 3)];

function factsOf(release: Release, more: Partial<GateFacts> = {}): GateFacts {
  return {
    release,
    graph,
    state,
    now: new Date("2026-03-02T10:00:00Z"),
    actor: "anna",
    kind: "planned",
    signal: new AbortController().signal,
    ...more,
  };
}

describe("a digest that failed here", () => {
  const ask = (release: Release, more?: Partial<GateFacts>) => failedDigestGate(factsOf(release, more));

  test.each(["rolled_back", "rollback_failed"] as const)("%s: is refused, with the reason of then", async (verdict) => {
    const history = [{ state: verdict, at: "2026-03-01T10:00:00.000Z", reason: "/healthz answered 500." }];
    await addRecord(state, { release: V1, verdict, history });
    expect(await ask(V1)).toMatchObject({
      gate: "failed-digest",
      answer: "deny",
      reason: expect.stringContaining("failed here in deployment 1: /healthz answered 500."),
      todo: expect.stringContaining("--force REASON"),
    });
    expect((await ask(V2)).answer).toBe("allow");
  });

  test.each(["failed_before_exposure", "inconclusive", "cancelled", "refused", "superseded", "in_progress"] as const)(
    "%s: says nothing of it",
    async (verdict) => {
      await addRecord(state, { release: V1, verdict });
      expect((await ask(V1)).answer).toBe("allow");
    },
  );

  test("is let through by somebody who insists, and the answer says why", async () => {
    await addRecord(state, { release: V1, verdict: "rolled_back" });
    expect(await ask(V1, { force: { reason: "the database was down" } })).toMatchObject({
      answer: "allow",
      reason: expect.stringMatching(/It is deployed all the same: the database was down$/),
    });
  });

  test("has failed no longer once it succeeded", async () => {
    await addRecord(state, { release: V1, verdict: "rolled_back" });
    await addRecord(state, { release: V1, verdict: "succeeded" });
    expect((await ask(V1)).answer).toBe("allow");
  });

  test("is also one that somebody has taken back since", async () => {
    await addRecord(state, { release: V1, verdict: "succeeded" });
    const { number } = await addRecord(state, { release: V2, verdict: "succeeded" });
    await addRecord(state, { release: V1, verdict: "succeeded", kind: "rollback", rollbackOf: number });
    expect(await ask(V2)).toMatchObject({
      answer: "deny",
      reason: expect.stringContaining("deployment 3 by anna took it back"),
    });
    expect((await ask(V1)).answer).toBe("allow");
  });

  test.each(["rolled_back", "rollback_failed"] as const)(
    "is none where another configuration of what serves did not hold (%s)",
    async (verdict) => {
      const { number, version, artifact } = await addRecord(state, { release: V1, verdict: "succeeded" });
      const previous = { number, version, digest: artifact.digest };
      await addRecord(state, { release: V1, verdict, kind: "config", previous });
      expect((await ask(V1)).answer).toBe("allow");
      const to = graphOf("/services/orders", {
        environment: { ...graph.environment, name: "prod", promoteFrom: { environment: "dev" } },
      });
      expect((await promotionGate(state, to, V1, new Date("2026-03-02T10:00:00Z"))).answer).toBe("allow");
    },
  );

  test("a rollback that did not come about has taken nothing back", async () => {
    await addRecord(state, { release: V2, verdict: "succeeded" });
    await addRecord(state, { release: V1, verdict: "failed_before_exposure", kind: "rollback", rollbackOf: 1 });
    expect((await ask(V2)).answer).toBe("allow");
  });

  test("a record that cannot be read lets nothing through", async () => {
    await state.write("deployments/orders/dev/00000001", Buffer.from("{"), "absent");
    expect(await ask(V1)).toMatchObject({ gate: "failed-digest", answer: "unknown" });
    expect(await supersededGate(factsOf(V1))).toMatchObject({ gate: "superseded", answer: "unknown" });
  });
});

describe("a release that comes late", () => {
  const ask = async (release: Release, more?: Partial<GateFacts>) => supersededGate(factsOf(release, more));

  test("is refused where a newer one serves", async () => {
    await addRecord(state, { release: V2, verdict: "succeeded" });
    expect(await ask(V1)).toMatchObject({
      answer: "deny",
      reason: expect.stringMatching(/^1\.1\.0 .* serves here since deployment 1/),
    });
    expect((await ask(V2)).answer).toBe("allow");
    expect((await ask(V3)).answer).toBe("allow");
    expect((await ask(V1, { kind: "rollback" })).answer).toBe("allow");
    expect((await ask(V1, { kind: "hotfix" })).answer).toBe("deny");
  });

  test("or is on its way, or may serve", async () => {
    await addRecord(state, { release: V1, verdict: "succeeded" });
    await addRecord(state, { release: V3, verdict: "requested" });
    expect(await ask(V2)).toMatchObject({ answer: "deny", reason: expect.stringContaining("is on its way") });
    state = memoryStore();
    await addRecord(state, { release: V3, verdict: "inconclusive", exposingAt: "2026-03-01T10:00:00.000Z" });
    expect(await ask(V2)).toMatchObject({ answer: "deny", reason: expect.stringContaining("may serve here") });
  });

  test.each(["rolled_back", "refused", "superseded", "cancelled", "failed_before_exposure"] as const)(
    "is let through where the newer one was %s",
    async (verdict) => {
      await addRecord(state, { release: V1, verdict: "succeeded" });
      await addRecord(state, { release: V3, verdict });
      expect((await ask(V2)).answer).toBe("allow");
    },
  );

  test("what served before what serves now does not count", async () => {
    await addRecord(state, { release: V3, verdict: "succeeded" });
    await addRecord(state, { release: V1, verdict: "succeeded", kind: "rollback", rollbackOf: 1 });
    expect((await ask(V2)).answer).toBe("allow");
  });

  test("is told by the pipeline's runs where both have one, whichever build was quicker", async () => {
    const [slow, quick] = [releaseRecord("1.0.0", 30, "101/1"), releaseRecord("1.1.0", 20, "102/1")];
    await addRecord(state, { release: quick, verdict: "succeeded" });
    expect((await ask(slow)).answer).toBe("deny");
    state = memoryStore();
    await addRecord(state, { release: slow, verdict: "succeeded" });
    expect((await ask(quick)).answer).toBe("allow");
    // What is no time is neither older nor newer.
    state = memoryStore();
    await addRecord(state, { release: { ...releaseRecord("1.0.0"), createdAt: "soon" }, verdict: "succeeded" });
    expect((await ask(releaseRecord("1.1.0"))).answer).toBe("unknown");
    // A process id is no number of a run.
    state = memoryStore();
    await addRecord(state, { release: releaseRecord("1.0.0", 30, "99"), verdict: "succeeded" });
    expect((await ask(releaseRecord("1.1.0", 20, "102"))).answer).toBe("deny");
  });
});

describe("promotion", () => {
  const prod: Graph = {
    ...graph,
    environment: { ...graph.environment, name: "prod", promoteFrom: { environment: "dev", bake: "2h" } },
  };
  const ask = (release: Release, at = "2026-03-01T12:00:00Z", of = prod) =>
    promotionGate(state, of, release, new Date(at));

  test("asks for this digest to have succeeded before", async () => {
    await addRecord(state, { release: V1, verdict: "succeeded" });
    expect(await ask(V2)).toMatchObject({
      gate: "promotion",
      answer: "deny",
      reason: expect.stringMatching(/^1\.1\.0 .* has not succeeded in dev\.$/),
      todo: "Deploy it there first: towpath deploy -e dev.",
    });
    expect((await ask(V2, undefined, graph)).answer).toBe("allow");
  });

  test("and to have served there for long enough, at a stretch", async () => {
    await addRecord(state, { release: V1, verdict: "succeeded", at: "2026-03-01T10:00:00.000Z" });
    expect(await ask(V1, "2026-03-01T11:29:30Z")).toMatchObject({
      answer: "deny",
      reason: expect.stringContaining("has served dev for 1 h 29 min; 2h are asked for"),
      todo: "Deploy it again in 30 min 30 s, if it serves dev until then.",
    });
    expect(await ask(V1, "2026-03-01T12:00:00Z")).toMatchObject({
      answer: "allow",
      reason: expect.stringContaining("succeeded in dev in deployment 1 and served there for 2 h"),
    });
    // Another one came after an hour: what counts ended then, however late it is now.
    await addRecord(state, { release: V2, verdict: "succeeded", at: "2026-03-01T11:00:00.000Z" });
    expect((await ask(V1, "2026-03-02T12:00:00Z")).answer).toBe("deny");
    // It came back, and stays while it is deployed again.
    await addRecord(state, { release: V1, verdict: "succeeded", at: "2026-03-01T13:00:00.000Z" });
    await addRecord(state, { release: V1, verdict: "succeeded", at: "2026-03-01T14:00:00.000Z" });
    expect((await ask(V1, "2026-03-01T14:59:00Z")).answer).toBe("deny");
    expect((await ask(V1, "2026-03-01T15:00:00Z")).answer).toBe("allow");
  });

  test("of a time that is none has served for no time", async () => {
    await addRecord(state, { release: V1, verdict: "succeeded", at: "soon" });
    expect((await ask(V1)).answer).toBe("deny");
  });

  test("what was tried in between and taken back interrupts it, and what comes back begins anew", async () => {
    const first = await addRecord(state, { release: V1, verdict: "succeeded", at: "2026-03-01T10:00:00.000Z" });
    const previous = { number: 1, version: "1.0.0", digest: first.artifact.digest };
    await addRecord(state, { release: V2, verdict: "rolled_back", at: "2026-03-01T11:00:00.000Z", previous });
    expect((await ask(V1, "2026-03-01T12:59:00Z")).answer).toBe("deny");
    expect((await ask(V1, "2026-03-01T13:00:00Z")).answer).toBe("allow");
  });

  test("what was taken back from there goes no further", async () => {
    await addRecord(state, { release: V1, verdict: "succeeded" });
    const { number } = await addRecord(state, { release: V2, verdict: "succeeded" });
    await addRecord(state, { release: V1, verdict: "succeeded", kind: "rollback", rollbackOf: number });
    expect(await ask(V2, "2026-03-09T12:00:00Z")).toMatchObject({
      answer: "deny",
      reason: expect.stringContaining("was taken back from dev in deployment 3"),
    });
  });
});

describe("asking all of them", () => {
  const frozen = namedGate("freeze", () => deny("freeze", "It is Christmas.", "Wait."));

  test("gives the answers in their order", async () => {
    const slow = namedGate("policy", async () => {
      await new Promise((resolve) => setTimeout(resolve, 20));
      return allow("policy", "Fine.");
    });
    expect((await askGates([slow, frozen], factsOf(V1))).map(({ gate, answer }) => [gate, answer])).toEqual([
      ["policy", "allow"],
      ["freeze", "deny"],
    ]);
  });

  test("one that throws, or does not answer, is unknown", async () => {
    const broken = namedGate("policy", () => {
      throw new Error("no rules");
    });
    const silent = namedGate("evidence", () => new Promise<never>(() => undefined));
    async function nameless(): Promise<never> {
      throw new Error("what?");
    }
    const answers = await askGates([broken, silent, nameless], factsOf(V1), 30);
    expect(answers).toMatchObject([
      { gate: "policy", answer: "unknown", reason: "It could not be answered: no rules" },
      { answer: "unknown", reason: "It could not be answered: It did not answer within 0.03 s." },
      { gate: "nameless", answer: "unknown", reason: "It could not be answered: what?" },
    ]);
  });

  test("ends with an interruption", async () => {
    const abort = new AbortController();
    const silent = namedGate("evidence", () => new Promise<never>(() => undefined));
    const asking = askGates([silent], factsOf(V1, { signal: abort.signal }));
    abort.abort(new Error("Ctrl-C"));
    await expect(asking).rejects.toThrow("Ctrl-C");
  });

  describe("of a rollback", () => {
    const promotion = namedGate("promotion", () =>
      deny("promotion", "It has not succeeded in dev.", "Deploy it there."),
    );
    const policy = namedGate("policy", () => deny("policy", "A rule is broken.", "Mend it."));
    const gates = [frozen, promotion, policy];
    const ask = (release: Release, kind: GateFacts["kind"]) => askGates(gates, factsOf(release, { kind }));

    test("to what succeeded here, freeze and promotion do not hold, and that is said", async () => {
      await addRecord(state, { release: V1, verdict: "succeeded" });
      expect(await ask(V1, "rollback")).toMatchObject([
        {
          gate: "freeze",
          answer: "allow",
          reason: "It does not hold for a rollback to what succeeded here before, in deployment 1. It is Christmas.",
        },
        { gate: "promotion", answer: "allow" },
        { gate: "policy", answer: "deny" },
      ]);
    });

    test("to what did not, they do", async () => {
      await addRecord(state, { release: V1, verdict: "succeeded" });
      await addRecord(state, { release: V2, verdict: "rolled_back" });
      const denied = [{ answer: "deny" }, { answer: "deny" }, { answer: "deny" }];
      expect(await ask(V2, "rollback")).toMatchObject(denied);
      expect(await ask(V3, "rollback")).toMatchObject(denied);
      expect(await ask(V1, "planned")).toMatchObject(denied);
      await state.write("deployments/orders/dev/00000003", Buffer.from("{"), "absent");
      expect(await ask(V1, "rollback")).toMatchObject(denied);
    });
  });
});
