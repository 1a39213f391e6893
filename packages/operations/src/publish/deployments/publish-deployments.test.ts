import type { Deployment } from "@towpath/delivery";
import { Conflict, type StateStore } from "@towpath/provisioning";
import { hostileStrings, memoryStore } from "@towpath/testkit";
import { FORK_PERMISSIONS, faults } from "@towpath/testkit/github";
import { expect, test } from "vitest";
import { deploymentOf, recordDeployment } from "../testing/deployments.ts";
import { type Publishing, publishing } from "../testing/publishing.ts";
import { type DeploymentsRequest, publishDeployments } from "./publish-deployments.ts";

interface Desk extends Publishing {
  readonly state: StateStore;
  /** The commit of `main`. */
  readonly main: string;
  record(...deployments: readonly Deployment[]): Promise<void>;
  publish(facts?: Partial<DeploymentsRequest>): ReturnType<typeof publishDeployments>;
  /** What GitHub shows: our numbers and the state of each. */
  shown(): readonly (readonly [unknown, readonly string[]])[];
}

async function deskWith(...deployments: readonly Deployment[]): Promise<Desk> {
  const desk = await publishing();
  const state = memoryStore();
  const main = (await desk.repository.commitOf("main")) ?? "";
  const record: Desk["record"] = async (...more) => {
    for (const one of more) await recordDeployment(state, one);
  };
  await record(...deployments);
  return {
    ...desk,
    state,
    main,
    record,
    publish: (facts = {}) =>
      publishDeployments(
        { ...desk.access, state, service: "orders", environment: "prod", commit: main, runId: "run-1", ...facts },
        desk.effects,
      ),
    shown: () =>
      desk.repository.deployments.map(({ payload, statuses }) => [
        Object(payload).number,
        statuses.map((status) => status.state),
      ]),
    [Symbol.asyncDispose]: () => desk[Symbol.asyncDispose](),
  };
}

const QUIET = { notices: [], warnings: [] };
const served = ["in_progress", "success"];
const replaced = [...served, "inactive"];

test("a deployment is told once, with what metrics need", async () => {
  await using desk = await deskWith(deploymentOf(1));
  expect(await desk.publish({ environmentUrl: "https://orders.acme.example", isProduction: true })).toEqual(QUIET);
  const before = desk.github.requests.length;
  expect(await desk.publish()).toEqual(QUIET);
  expect(desk.github.requests).toHaveLength(before);
  expect(desk.repository.deployments).toMatchObject([
    {
      sha: desk.main,
      environment: "prod/orders",
      isProduction: true,
      description: expect.stringMatching(/^orders 1\.0\.1 \(sha256:/),
      payload: {
        v: 1,
        number: 1,
        service: "orders",
        version: "1.0.1",
        artifact: { digest: expect.stringMatching(/^sha256:/) },
        previous: null,
        kind: "planned",
        run: { id: "7001/2", attempt: 2, actor: "anna" },
        gates: [{ gate: "freeze", answer: "allow" }],
        verification: { checks: 12, failed: 0, noData: 0, bakeSeconds: 60 },
        exposedAt: "2026-11-22T09:01:04.000Z",
        verdict: "succeeded",
      },
      statuses: [
        { state: "in_progress", description: "Began at 2026-11-22T09:01:02.000Z.", environmentUrl: "" },
        {
          state: "success",
          description: expect.stringMatching(
            /^orders 1\.0\.1 \(.*\) serves prod since 09:01:04 UTC; 12 checks, none failed/,
          ),
          logUrl: "https://github.com/acme/orders/actions/runs/7001/attempts/2",
          environmentUrl: "https://orders.acme.example",
        },
      ],
    },
  ]);
});

test("the one that served before becomes inactive, also in production, where GitHub does not do it", async () => {
  await using desk = await deskWith(deploymentOf(1));
  await desk.publish({ isProduction: true });
  await desk.record(deploymentOf(2), deploymentOf(3));
  await desk.publish({ isProduction: true });
  expect(desk.shown()).toEqual([
    [1, replaced],
    [2, replaced],
    [3, served],
  ]);
});

test.each([
  ["refused", [], "failure"],
  ["superseded", [], "inactive"],
  ["cancelled", ["in_progress"], "inactive"],
  ["failed_before_exposure", ["in_progress"], "failure"],
  ["rolled_back", ["in_progress"], "failure"],
  ["rollback_failed", ["in_progress"], "error"],
  ["inconclusive", ["in_progress"], "error"],
] as const)("%s leaves what serves as it is", async (verdict, begun, state) => {
  await using desk = await deskWith(deploymentOf(1));
  await desk.publish();
  const states = ["requested", ...begun, verdict] as const;
  const history = states.map((one) => ({ state: one, at: "2026-11-22T09:02:00.000Z", reason: "Because." }));
  await desk.record(deploymentOf(2, { verdict, history }));
  expect(await desk.publish({ environmentUrl: "https://orders.acme.example" })).toEqual(QUIET);
  expect(desk.shown()).toEqual([
    [1, served],
    [2, [...begun, state]],
  ]);
  expect(desk.repository.deployments[1]?.statuses.at(-1)?.environmentUrl).toBe("");
});

test("what goes on is told when it has ended, and does not keep back what ended before it", async () => {
  const history = [{ state: "requested" as const, at: "2026-11-22T09:01:00.000Z" }];
  await using desk = await deskWith(
    deploymentOf(1),
    deploymentOf(2, { verdict: "requested", history }),
    deploymentOf(3),
  );
  await desk.publish();
  expect(desk.shown()).toEqual([
    [1, replaced],
    [3, served],
  ]);
  await desk.record(deploymentOf(2, { verdict: "inconclusive" }), deploymentOf(4));
  await desk.publish();
  expect(desk.shown()).toEqual([
    [1, replaced],
    [3, replaced],
    [2, ["in_progress", "error"]],
    [4, served],
  ]);
  // An older one that succeeded is not made out to serve.
  await desk.record(deploymentOf(5, { verdict: "requested", history }), deploymentOf(6));
  await desk.publish();
  await desk.record(deploymentOf(5));
  await desk.publish();
  expect(desk.shown().slice(-2)).toEqual([
    [6, served],
    [5, replaced],
  ]);
});

test.each([
  ["500", faults.unavailable()],
  ["502", faults.unavailable(502)],
  ["429", faults.tooMany(600)],
  ["a secondary limit", faults.secondaryLimit(600)],
  ["a reset connection", faults.reset],
  ["half an answer", faults.half],
  ["a page of a proxy", faults.page],
])(
  "%s, at whatever step: a warning, and a later run tells all of it once",
  async (_, fault) => {
    for (const nth of process.env["TOWPATH_LONG"] ? [1, 2, 3, 4, 5, 6, 7, 8] : [4]) {
      await using desk = await deskWith(deploymentOf(1));
      await desk.publish();
      await desk.record(deploymentOf(2), deploymentOf(3));
      const isCarriedOut = ["half", "page"].includes(fault.kind) || (fault.kind === "reset" && nth % 2 === 0);
      desk.github.order({ method: "POST", path: /deployments/, nth, times: 99, fault, isCarriedOut });
      const late = expect.stringMatching(/not told of every deployment of orders to prod/);
      // What was done is found, also where no answer comes.
      expect(await desk.publish()).toEqual(isCarriedOut ? QUIET : { notices: [], warnings: [late] });
      desk.github.clearFaults();
      expect(await desk.publish()).toEqual(QUIET);
      expect(desk.shown().map(([number]) => number)).toEqual([1, 2, 3]);
      for (const [number, states] of desk.shown())
        expect([number, [...new Set(states)]]).toEqual([number, number === 3 ? served : replaced]);
    }
  },
  60_000,
);

test("an answer that is lost tells nothing twice", async () => {
  await using desk = await deskWith(deploymentOf(1), deploymentOf(2));
  for (const nth of [1, 3, 5]) desk.github.order({ method: "POST", nth, fault: faults.reset, isCarriedOut: true });
  expect(await desk.publish()).toEqual(QUIET);
  expect(desk.shown()).toEqual([
    [1, replaced],
    [2, served],
  ]);
});

test("a run that was killed between two steps is ended by the next, once it is not waited for any more", async () => {
  for (let step = 1; step <= 6; step++) {
    await using desk = await deskWith(deploymentOf(1), deploymentOf(2));
    let writes = 0;
    const dying: StateStore = {
      ...desk.state,
      write: async (key, bytes, expected) => {
        if (++writes > step) throw new Error("killed");
        return await desk.state.write(key, bytes, expected);
      },
    };
    await desk.publish({ state: dying });
    const told = desk.shown();
    const isOpen = new TextDecoder().decode((await desk.state.read("published/orders/prod"))?.bytes).includes("open");
    expect(await desk.publish({ runId: "run-2" })).toEqual(QUIET);
    if (isOpen) expect(desk.shown()).toEqual(told); // it may be at it still
    const now = () => new Date(Date.parse("2026-11-22T10:00:00Z"));
    const later = { ...desk.effects, clock: { ...desk.effects.clock, now } };
    const request = { ...desk.access, state: desk.state, service: "orders", environment: "prod", commit: desk.main };
    expect(await publishDeployments({ ...request, runId: "run-2" }, later)).toEqual(QUIET);
    expect(desk.shown().map(([number]) => number)).toEqual([1, 2]);
    expect(desk.shown().map(([, states]) => [...new Set(states)])).toEqual([replaced, served]);
  }
});

test("two runs at once tell nothing twice, and neither warns", async () => {
  await using desk = await deskWith(deploymentOf(1), deploymentOf(2), deploymentOf(3));
  const both = await Promise.all([desk.publish({ runId: "run-1" }), desk.publish({ runId: "run-2" })]);
  expect(both).toEqual([QUIET, QUIET]);
  await desk.publish({ runId: "run-1" });
  expect(desk.shown()).toEqual([
    [1, replaced],
    [2, replaced],
    [3, served],
  ]);
});

test("what was told is found again where nothing of it is written down any more", async () => {
  await using desk = await deskWith(deploymentOf(1), deploymentOf(2));
  await desk.publish();
  const key = "published/orders/prod";
  const kept = await desk.state.read(key);
  await desk.state.write(key, new TextEncoder().encode("{ cut"), kept?.version ?? "absent");
  const before = desk.shown();
  expect(await desk.publish()).toEqual(QUIET);
  expect(desk.shown().map(([number]) => number)).toEqual([1, 2]);
  expect(before).toHaveLength(2);
});

test("another's deployment with the number of ours is not taken for it", async () => {
  await using desk = await deskWith(deploymentOf(1));
  const forged = { number: 1, service: "orders" };
  const account = { login: "mallory", type: "User" } as const;
  await desk.publish();
  const [own] = desk.repository.deployments;
  if (!own) throw new Error("There is no deployment.");
  desk.repository.deployments.splice(0, 1, { ...own, account, payload: forged, statuses: [] });
  const kept = await desk.state.read("published/orders/prod");
  await desk.state.remove("published/orders/prod", kept?.version ?? "");
  await desk.publish();
  expect(desk.repository.deployments.map(({ account: by }) => by.login)).toEqual(["mallory", "github-actions[bot]"]);
});

test("a commit that GitHub does not have is said once, and keeps nothing back", async () => {
  await using desk = await deskWith(deploymentOf(1, {}, "f".repeat(40)), deploymentOf(2));
  expect(await desk.publish()).toEqual({
    notices: [expect.stringContaining("its commit ffffffffffff is not in acme/orders")],
    warnings: [],
  });
  expect(desk.shown()).toEqual([[2, served]]);
  expect(await desk.publish()).toEqual(QUIET);
});

test("a token that may not is told what it lacks, and nothing is lost", async () => {
  await using desk = await deskWith(deploymentOf(1));
  const fork = desk.as("github-actions[bot]", FORK_PERMISSIONS);
  expect(await desk.publish(fork)).toEqual({
    notices: [expect.stringContaining("Add `deployments: write`")],
    warnings: [],
  });
  expect(await desk.publish()).toEqual(QUIET);
  expect(desk.shown()).toEqual([[1, served]]);
});

test("many that were missed are told bit by bit, the oldest first", async () => {
  await using desk = await deskWith(...Array.from({ length: 15 }, (_, index) => deploymentOf(index + 1)));
  expect(await desk.publish()).toEqual({ notices: [expect.stringContaining("the last 3 deployments")], warnings: [] });
  expect(desk.shown().map(([number]) => number)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
  expect(await desk.publish()).toEqual(QUIET);
  expect(desk.shown()).toHaveLength(15);
});

test("a state store that fails is a warning, too; a run that is cancelled stops", async () => {
  await using desk = await deskWith(deploymentOf(1));
  const broken: StateStore = { ...desk.state, read: () => Promise.reject(new Error("no such table")) };
  expect((await desk.publish({ state: broken })).warnings).toEqual([expect.stringContaining("no such table")]);
  const busy: StateStore = { ...desk.state, write: (key) => Promise.reject(new Conflict(key)) };
  expect(await desk.publish({ state: busy })).toEqual(QUIET);
  desk.abort.abort(new Error("cancelled"));
  await expect(desk.publish()).rejects.toThrow("cancelled");
});

test("hostile reasons are one line of a status, and whole in the payload", async () => {
  await using desk = await deskWith();
  const history = [{ state: "refused" as const, at: "2026-11-22T09:01:00.000Z" }];
  for (const [index, { text }] of hostileStrings.entries())
    await desk.record(
      deploymentOf(index + 1, {
        verdict: "refused",
        history: history.map((one) => ({ ...one, reason: text })),
        incident: text,
        run: { id: text, attempt: 1, actor: text },
        gates: [{ gate: "freeze", answer: "deny", reason: text }],
      }),
    );
  while ((await desk.publish()).notices.length > 0);
  expect(desk.repository.deployments).toHaveLength(hostileStrings.length);
  for (const { payload, statuses } of desk.repository.deployments) {
    const { text = "" } = hostileStrings[Object(payload).number - 1] ?? {};
    expect(Object(payload).incident).toBe(text.toWellFormed());
    for (const { description, logUrl } of statuses) {
      expect(description.length).toBeLessThanOrEqual(140);
      expect(description).not.toMatch(/\p{Cc}/u);
      expect(logUrl).toBe("");
    }
  }
}, 60_000);
