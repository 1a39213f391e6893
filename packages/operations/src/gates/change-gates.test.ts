import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isBlocking } from "@towpath/core";
import { afterEach, describe, expect, test } from "vitest";
import { publishing } from "../publish/testing/publishing.ts";
import { gatedService } from "../testing/gated-service.ts";
import { apply } from "../verbs/apply.ts";
import { approve } from "../verbs/approve.ts";
import { destroy } from "../verbs/destroy.ts";
import { plan } from "../verbs/plan.ts";
import { provision } from "../verbs/provision.ts";
import { up } from "../verbs/up.ts";

const FROZEN = "{ engine: local, gates: { freeze: [{ from: 2026-12-20, to: 2027-01-03, zone: Europe/Berlin }] } }";
const ASKED = "{ engine: local, gates: { approvals: { count: 1, by: [team-b] } } }";
const CHRISTMAS = "2026-12-24T12:00:00Z";
const confirm = async () => true;

const endings: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of endings.splice(0)) await end();
});

/** A service with something to make: a bucket. */
function serviceWith(environment: string) {
  const service = gatedService({ dev: environment });
  const path = join(service.folder, "towpath.yaml");
  writeFileSync(path, `${readFileSync(path, "utf8")}resources: { files: { type: bucket } }\n`);
  const platform = join(service.folder, "platform.yaml");
  writeFileSync(platform, `${readFileSync(platform, "utf8")}resourceTypes: [bucket.yaml]\n`);
  writeFileSync(
    join(service.folder, "bucket.yaml"),
    `apiVersion: towpath.dev/v1
kind: ResourceType
metadata: { name: bucket }
stateful: false
outputs: { name: { type: string } }
recipes: { local: { driver: bucket } }
`,
  );
  endings.push(async () => {
    writeFileSync(
      platform,
      readFileSync(platform, "utf8")
        .replace(/gates: .*$/m, "}")
        .replace(", }", " }"),
    );
    await destroy({ confirm, allowed: ["data-loss:resources.files"] }, service.as("end"));
  });
  return service;
}

function blocked(result: Awaited<ReturnType<typeof apply>>) {
  return { ...result, findings: result.findings.filter(isBlocking) };
}

describe("a freeze", () => {
  test("keeps resources as they are, until two agree to one plan", async () => {
    const service = serviceWith(FROZEN);
    const refused = await apply({ confirm }, service.as("anna", CHRISTMAS));
    expect(blocked(refused)).toMatchObject({
      status: "failed",
      summary: "Nothing was changed: shop is not let into dev by freeze.",
      data: { status: "refused", changes: [] },
      findings: [
        {
          code: "operation/gate-closed",
          suggestions: [
            expect.stringMatching(
              /: towpath apply -e dev --override-freeze REASON, which a second person confirms with towpath approve -e dev --plan sha256:[0-9a-f]{64}\.$/,
            ),
          ],
        },
      ],
    });
    const digest = refused.data?.plan.changesDigest;
    await apply({ confirm, overrideFreeze: "disk is full" }, service.as("anna", CHRISTMAS));
    expect(await approve({ plan: digest }, service.as("berta", CHRISTMAS))).toMatchObject({
      status: "ok",
      summary: expect.stringMatching(/^berta agrees that the plan sha256:\w{12} of shop is carried out in dev\.$/),
    });
    expect(await apply({ confirm }, service.as("anna", CHRISTMAS))).toMatchObject({
      status: "ok",
      data: { status: "done" },
    });
    expect(await apply({ confirm }, service.as("anna", CHRISTMAS)), "nothing to change").toMatchObject({
      status: "ok",
    });
    expect(await destroy({ confirm }, service.as("anna", CHRISTMAS)), "another plan").toMatchObject({
      status: "failed",
      summary: "Nothing was changed: shop is not let into dev by freeze.",
    });
  });

  test("keeps what runs, also where no resource would change", async () => {
    const service = gatedService({ dev: FROZEN });
    expect(await destroy({ confirm }, service.as("anna", CHRISTMAS))).toMatchObject({
      status: "failed",
      summary: "Nothing was changed: shop is not let into dev by freeze.",
    });
    expect(await destroy({ confirm }, service.as("anna", "2027-01-04T12:00:00Z"))).toMatchObject({ status: "ok" });
  });

  test("holds for everything in one, too", async () => {
    const service = serviceWith(FROZEN);
    expect(await up({}, service.as("anna", CHRISTMAS))).toMatchObject({
      status: "failed",
      summary: "Nothing was changed: shop is not let into dev by freeze.",
      data: { changes: [], deployment: null },
    });
  });
});

describe("approvals", () => {
  test("are of one plan, and of somebody of the team", async () => {
    const service = serviceWith(ASKED);
    const { data } = await plan({ goal: "match" }, service.as("anna"));
    const digest = data?.plan?.changesDigest ?? "";
    expect(await apply({ confirm, approved: digest }, service.as("anna"))).toMatchObject({ status: "failed" });
    await approve({ plan: digest }, service.as("berta"));
    expect(await apply({ confirm }, service.as("anna")), "of another team").toMatchObject({ status: "failed" });
    await approve({ plan: digest }, service.as("dora"));
    expect(await apply({ confirm }, service.as("dora")), "by oneself").toMatchObject({ status: "failed" });
    expect(await apply({ confirm }, service.as("anna"))).toMatchObject({ status: "ok", data: { status: "done" } });
  });

  test("are not given by who names a plan, nor by merging it", async () => {
    const service = serviceWith(ASKED);
    const { data } = await plan({ goal: "match" }, service.as("anna"));
    const digest = data?.plan?.changesDigest ?? "";
    expect(await provision({}, service.as("anna")), "by nobody").toMatchObject({ status: "failed" });
    expect(await provision({ approved: [{ digest }] }, service.as("anna"))).toMatchObject({
      status: "failed",
      summary: "Nothing was changed: shop is not let into dev by approvals.",
    });
    const merged = "c".repeat(40);
    expect(await provision({ approved: [{ digest }], merged }, service.as("anna"))).toMatchObject({ status: "failed" });
  });

  describe("may be those of the review of the pull request that showed that very plan", () => {
    type Reviewer = { readonly login: string; readonly type: "User" };
    const DORA: Reviewer = { login: "dora", type: "User" };

    /** Berta's pull request, merged by somebody; approved of where somebody is named. */
    async function merged(reviewer: Reviewer | undefined, by: string) {
      const desk = await publishing();
      endings.push(async () => desk[Symbol.asyncDispose]());
      const { repository, github, access } = desk;
      const berta = { name: "Berta", email: "7+berta@users.noreply.github.com" };
      const change = { from: "main", author: berta, committer: berta, by: "berta" };
      const head = await repository.commit("feature", { b: "1" }, change);
      const pull = await repository.openPull({ head: "feature", login: "berta" });
      if (reviewer)
        repository.reviews.push({
          id: 7,
          pull: pull.number,
          account: reviewer,
          state: "APPROVED",
          commit: head,
          body: "",
          submitted: "2026-11-22T09:00:00Z",
        });
      const commit = await repository.mergePull(pull.number, { by });
      const service = serviceWith(ASKED);
      const { data } = await plan({ goal: "match" }, service.as("anna"));
      const variables = {
        GITHUB_REPOSITORY: access.repository,
        GITHUB_API_URL: access.apiUrl,
        TOWPATH_GITHUB_TOKEN: github.token,
      };
      const as = (who: string) => {
        const effects = service.as(who);
        return { ...effects, variables: { ...effects.variables, ...variables } };
      };
      const approved = [{ digest: data?.plan?.changesDigest ?? "" }];
      return { provide: (who: string) => provision({ approved, merged: commit }, as(who)), as, approved };
    }

    test("by one of the team, who may merge it, too", async () => {
      const { provide } = await merged(DORA, "dora");
      expect(await provide("dora")).toMatchObject({ status: "ok", data: { status: "done" } });
    });

    test.each<[string, Reviewer | undefined]>([
      ["nobody", undefined],
      ["somebody of another team", { login: "carla", type: "User" }],
      ["who wrote it", { login: "berta", type: "User" }],
    ])("and not by %s", async (_, reviewer) => {
      const { provide } = await merged(reviewer, "anna");
      expect(await provide("anna")).toMatchObject({
        status: "failed",
        summary: "Nothing was changed: shop is not let into dev by approvals.",
        findings: expect.arrayContaining([
          expect.objectContaining({ suggestions: [expect.stringContaining("Or they approve of the merged")] }),
        ]),
      });
    });

    test("beside those that were given to the plan by hand", async () => {
      const { provide, as, approved } = await merged(undefined, "anna");
      await approve({ plan: approved[0]?.digest }, as("dora"));
      expect(await provide("anna")).toMatchObject({ status: "ok" });
    });
  });

  test("of what is no digest are none", async () => {
    const service = serviceWith(ASKED);
    expect(await approve({ plan: "sha256:ab" }, service.as("dora"))).toMatchObject({
      status: "invalid",
      findings: [{ code: "operation/approved-digest", message: expect.stringContaining("--plan") }],
    });
  });
});
