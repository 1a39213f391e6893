import { digestBytes } from "@towpath/core";
import { hostileStrings } from "@towpath/testkit";
import { FORK_PERMISSIONS, faults } from "@towpath/testkit/github";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { planOfMergedPull } from "./merged-plan.ts";
import { PLAN_CHECK, type PlanRequest, publishPlan } from "./publish-plan.ts";
import { planId, readPlans, writePlans } from "./shown-plan.ts";
import { digestOf, planOf, plansResult } from "./testing/plans.ts";
import { type Publishing, publishing } from "./testing/publishing.ts";

function requestOf(desk: Publishing, plans = [planOf()], facts: Partial<PlanRequest> = {}): PlanRequest {
  return {
    ...desk.access,
    result: plansResult(plans),
    pullRequest: { number: 1, head: desk.head },
    folder: "",
    key: "towpath/plan",
    runId: "7-1",
    wanted: { comment: false, checkRun: true },
    ...facts,
  };
}

const about = ({ access }: Publishing, commit: string) => ({ ...access, commit, branch: "main" });

describe("what a pull request shows is what its merge approves", () => {
  test.each(["merge", "squash", "rebase"] as const)("merged by %s", async (method) => {
    await using desk = await publishing();
    const plans = [
      planOf(),
      planOf({ environment: "dev", digest: digestOf("b"), hasChanges: null }),
      planOf({ environment: "test", hasChanges: false }),
      planOf({ environment: "lab", offline: "there are no credentials" }),
      planOf({ environment: "qa", digest: null }),
      planOf({ service: null, environment: null }),
    ];
    expect(await publishPlan(requestOf(desk, plans), desk.effects)).toEqual({ notices: [], warnings: [] });
    expect(desk.repository.checkRuns).toMatchObject([
      { commit: desk.head, said: { name: PLAN_CHECK, conclusion: "success" }, title: "orders in prod: 1 to create." },
    ]);
    const commit = await desk.repository.mergePull(1, { method });
    expect(await planOfMergedPull(about(desk, commit), desk.effects)).toEqual({
      isFound: true,
      pull: 1,
      head: desk.head,
      plans: [
        { service: "orders", environment: "prod", changesDigest: digestOf("a") },
        { service: "orders", environment: "dev", changesDigest: digestOf("b") },
      ],
    });
  });

  test("the last run of a job counts; several jobs count together", async () => {
    await using desk = await publishing();
    await publishPlan(requestOf(desk), desk.effects);
    await publishPlan(requestOf(desk, [planOf({ digest: digestOf("b") })], { runId: "7-2" }), desk.effects);
    await publishPlan(
      requestOf(desk, [planOf({ service: "billing", digest: digestOf("c") })], { key: "other/plan" }),
      desk.effects,
    );
    const commit = await desk.repository.mergePull(1);
    const found = await planOfMergedPull(about(desk, commit), desk.effects);
    expect(found.isFound && found.plans.map(({ changesDigest }) => changesDigest)).toEqual([
      digestOf("b"),
      digestOf("c"),
    ]);
  });

  test("GitHub links the merge a moment after the push", async () => {
    await using desk = await publishing();
    await publishPlan(requestOf(desk), desk.effects);
    const commit = await desk.repository.mergePull(1);
    desk.github.order({ path: /commits\/\w+\/pulls/, times: 2, fault: { kind: "answer", status: 200, body: [] } });
    expect(await planOfMergedPull(about(desk, commit), desk.effects)).toMatchObject({ isFound: true, pull: 1 });
  });

  test("a plan without changes approves nothing, and is found", async () => {
    await using desk = await publishing();
    await publishPlan(requestOf(desk, [planOf({ hasChanges: false })]), desk.effects);
    const commit = await desk.repository.mergePull(1);
    expect(await planOfMergedPull(about(desk, commit), desk.effects)).toMatchObject({ isFound: true, plans: [] });
  });
});

describe("nothing is approved", () => {
  test("by a direct push, by a pull request that is open, by one that was merged elsewhere or with another commit", async () => {
    await using desk = await publishing();
    await publishPlan(requestOf(desk), desk.effects);
    const pushed = await desk.repository.commit("main", { b: "1" });
    const merged = await desk.repository.mergePull(1);
    for (const request of [about(desk, pushed), about(desk, desk.head), { ...about(desk, merged), branch: "release" }])
      expect(await planOfMergedPull(request, desk.effects)).toMatchObject({
        isFound: false,
        why: expect.stringContaining("is no merge of a pull request"),
        todo: expect.any(String),
      });
    expect(await planOfMergedPull(about(desk, merged), desk.effects)).toMatchObject({ isFound: true });
  });

  test("by a plan of an earlier head", async () => {
    await using desk = await publishing();
    await publishPlan(requestOf(desk), desk.effects);
    await desk.repository.commit("topic", { c: "1" });
    await desk.repository.openPull({ number: 1, head: "topic" });
    const commit = await desk.repository.mergePull(1);
    expect(await planOfMergedPull(about(desk, commit), desk.effects)).toMatchObject({
      isFound: false,
      why: expect.stringContaining("showed no plan"),
    });
  });

  test("by another app's check run, by a comment, by a check run of another name", async () => {
    await using desk = await publishing();
    const forged = [planOf({ digest: digestOf("f") })];
    await publishPlan({ ...requestOf(desk, forged), ...desk.as("evil-app[bot]") }, desk.effects);
    const { text, digest } = writePlans({
      key: "k",
      plans: [{ service: "orders", environment: "prod", changesDigest: digestOf("f") }],
    });
    const comment = { issue: 1, body: text, created: "2026-01-01T00:00:00Z", updated: "2026-01-01T00:00:00Z" };
    for (const login of ["mallory", "github-actions[bot]"])
      desk.repository.comments.push({ ...comment, id: 7, account: { login, type: "User" } });
    const [kept] = desk.repository.checkRuns;
    if (!kept) throw new Error("There is no check run.");
    const account = { login: "github-actions[bot]", type: "Bot" } as const;
    const said = { ...kept.said, name: "Towpath", external_id: planId(digest, "1") };
    desk.repository.checkRuns.push({ ...kept, id: 8, account, said, text });
    const commit = await desk.repository.mergePull(1);
    expect(await planOfMergedPull(about(desk, commit), desk.effects)).toMatchObject({ isFound: false });
  });

  test("where GitHub does not say: that is an error and no answer", async () => {
    await using desk = await publishing();
    await publishPlan(requestOf(desk), desk.effects);
    const commit = await desk.repository.mergePull(1);
    desk.github.order({ path: /check-runs/, times: 99, fault: faults.unavailable(502) });
    await expect(planOfMergedPull(about(desk, commit), desk.effects)).rejects.toMatchObject({
      code: "github/unavailable",
    });
  });
});

test("a token that may only read is told what to add; a GitHub that is down warns; neither throws", async () => {
  await using desk = await publishing();
  const fork = desk.as("github-actions[bot]", FORK_PERMISSIONS);
  expect(await publishPlan({ ...requestOf(desk), ...fork }, desk.effects)).toMatchObject({
    notices: [expect.stringContaining("Add `checks: write`")],
    warnings: [],
  });
  desk.github.order({ times: 99, fault: faults.unavailable() });
  expect(await publishPlan(requestOf(desk), desk.effects)).toMatchObject({
    notices: [],
    warnings: [expect.stringContaining("status 500")],
  });
});

test("an answer that is lost makes no second check run", async () => {
  await using desk = await publishing();
  desk.github.order({ method: "POST", path: /check-runs/, fault: faults.reset, isCarriedOut: true });
  await publishPlan(requestOf(desk), desk.effects);
  expect(desk.repository.checkRuns).toHaveLength(1);
});

test("what stands in a check run is read as it was written, whatever the names", () => {
  const text = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.constantFrom(...hostileStrings.map((one) => one.text.slice(0, 200))),
  );
  const plan = fc.record({ service: text, environment: text }).map(({ service, environment }) => ({
    service: service.toWellFormed(),
    environment: environment.toWellFormed(),
    changesDigest: digestOf("a"),
    inputs: { manifest: digestOf("b"), platform: digestOf("c"), state: "absent" as const },
  }));
  fc.assert(
    fc.property(text, fc.array(plan, { maxLength: 5 }), (key, plans) => {
      const { text: written, digest } = writePlans({ key, plans });
      expect(written.match(/```/g)).toHaveLength(2);
      const shown = { key: key.slice(0, 500).toWellFormed(), plans };
      for (const kept of [written, written.trimEnd(), written.replaceAll("\n", "\r\n")])
        expect(readPlans(kept, planId(digest, "key 7-1"))).toEqual(shown);
      expect(readPlans(written.replace('"towpathPlan":', '"towpathPlan": '), planId(digest, "7"))).toBeUndefined();
      expect(readPlans(`${written}\n\`\`\`json\n{}\n\`\`\``, planId(digest, "7"))).toBeUndefined();
      expect(readPlans(written, "7")).toBeUndefined();
    }),
    { numRuns: process.env["TOWPATH_LONG"] ? 2000 : 100 },
  );
});

test("whatever a check run says, it is plans or none", () => {
  fc.assert(
    fc.property(fc.json(), (json) => {
      const text = `\`\`\`json\n${json}\n\`\`\`\n`;
      expect(readPlans(text, planId(digestBytes(text), "7"))).toBeUndefined();
    }),
  );
});

test("more plans than a check run holds approve nothing, and that is said", async () => {
  const plans = Array.from({ length: 300 }, (_, index) => planOf({ service: `service-${index}` }));
  const inputs = { manifest: digestOf("b"), platform: digestOf("c"), state: digestOf("d") };
  const shown = plans.map(() => ({ service: "orders", environment: "prod", changesDigest: digestOf("a"), inputs }));
  const short = writePlans({ key: "k", plans: shown });
  expect(short.isWhole).toBe(true);
  expect(readPlans(short.text, planId(short.digest, "7"))?.plans[0]).not.toHaveProperty("inputs");
  await using desk = await publishing();
  expect((await publishPlan(requestOf(desk, plans), desk.effects)).notices).toEqual([]);
  const { notices } = await publishPlan(requestOf(desk, [...plans, ...plans]), desk.effects);
  expect(notices).toEqual([expect.stringContaining("merging approves none of them")]);
  const commit = await desk.repository.mergePull(1);
  expect(await planOfMergedPull(about(desk, commit), desk.effects)).toMatchObject({ isFound: true, plans: [] });
});
