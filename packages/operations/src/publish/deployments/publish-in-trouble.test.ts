import { Conflict, type StateStore } from "@towpath/provisioning";
import { FORK_PERMISSIONS, faults } from "@towpath/testkit/github";
import { expect, test } from "vitest";
import { deploymentOf } from "../testing/deployments.ts";
import { deskWith, QUIET, replaced, served } from "../testing/deployments-desk.ts";

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
    const now = "2026-11-22T09:05:00Z";
    await desk.publish({ state: dying }, now);
    const told = desk.shown();
    const isOpen = new TextDecoder().decode((await desk.state.read("published/orders/prod"))?.bytes).includes("open");
    expect(await desk.publish({ runId: "run-2" }, now)).toEqual(QUIET);
    if (isOpen) expect(desk.shown()).toEqual(told); // it may be at it still
    expect(await desk.publish({ runId: "run-2" }, "2026-11-22T10:00:00Z")).toEqual(QUIET);
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

test("a state store that fails is a warning, too; a run that is cancelled stops", async () => {
  await using desk = await deskWith(deploymentOf(1));
  const broken: StateStore = { ...desk.state, read: () => Promise.reject(new Error("no such table")) };
  expect((await desk.publish({ state: broken })).warnings).toEqual([expect.stringContaining("no such table")]);
  const busy: StateStore = { ...desk.state, write: (key) => Promise.reject(new Conflict(key)) };
  expect(await desk.publish({ state: busy })).toEqual(QUIET);
  desk.abort.abort(new Error("cancelled"));
  await expect(desk.publish()).rejects.toThrow("cancelled");
});
