import { hostileStrings } from "@towpath/testkit";
import { expect, test } from "vitest";
import { deploymentOf } from "../testing/deployments.ts";
import { deskWith, QUIET, replaced, served } from "../testing/deployments-desk.ts";

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

test("a commit that GitHub does not have is said once, and keeps nothing back", async () => {
  await using desk = await deskWith(deploymentOf(1, {}, "f".repeat(40)), deploymentOf(2));
  expect(await desk.publish()).toEqual({
    notices: [expect.stringContaining("its commit ffffffffffff is not in acme/orders")],
    warnings: [],
  });
  expect(desk.shown()).toEqual([[2, served]]);
  expect(await desk.publish()).toEqual(QUIET);
});

test("many that were missed are told bit by bit, the oldest first", async () => {
  await using desk = await deskWith(...Array.from({ length: 15 }, (_, index) => deploymentOf(index + 1)));
  expect(await desk.publish()).toEqual({ notices: [expect.stringContaining("the last 3 deployments")], warnings: [] });
  expect(desk.shown().map(([number]) => number)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
  expect(await desk.publish()).toEqual(QUIET);
  expect(desk.shown()).toHaveLength(15);
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
