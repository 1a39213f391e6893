import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isBlocking } from "@towpath/core";
import type { Result } from "@towpath/report";
import { afterEach, describe, expect, test } from "vitest";
import { type GatedService, gatedService } from "../testing/gated-service.ts";
import { approve } from "./approve.ts";
import { build } from "./build.ts";
import { deploy } from "./deploy.ts";
import { down } from "./down.ts";
import { promote } from "./promote.ts";
import { rollback } from "./rollback.ts";
import { status } from "./status.ts";
import { up } from "./up.ts";

const endings: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of endings.splice(0)) await end();
});

function serviceWith(environments: Readonly<Record<string, string>>, more?: string): GatedService {
  const service = gatedService(environments, more);
  for (const environment of Object.keys(environments)) endings.push(() => down({ environment }, service.as("anna")));
  return service;
}

async function answerOf(result: { readonly data: { readonly addresses: Readonly<Record<string, string>> } | null }) {
  const [address = ""] = Object.values(result.data?.addresses ?? {});
  return (await fetch(address)).text();
}

const environment = "dev";

/** A result without what rules have to say about it. */
function without<T extends Result>(result: T): T {
  return { ...result, findings: result.findings.filter(isBlocking) };
}

describe("approvals", () => {
  const asked = { dev: "{ engine: local, gates: { approvals: { count: 1, by: [team-a] } } }" };

  test("nothing runs before somebody else has agreed, and then what was agreed to does", async () => {
    const service = serviceWith(asked);
    await build({}, service.as("anna"));
    const refused = await deploy({}, service.as("carla"));
    expect(without(refused)).toMatchObject({
      status: "failed",
      summary: expect.stringMatching(
        /^shop v1 \(sha256:\w{12}\) was not let into dev: approvals; nothing was touched\.$/,
      ),
      data: { deployment: { verdict: "refused" } },
      findings: [
        {
          code: "operation/gate-closed",
          message: "approvals: 1 approval is asked for; so far nobody.",
          suggestions: [expect.stringMatching(/: towpath approve -e dev --release sha256:\w{12}\.$/)],
          places: [{ file: "towpath.yaml" }, { file: "platform.yaml", note: "the platform's gates" }],
        },
      ],
    });
    expect(await status({ environment }, service.as("carla"))).toMatchObject({ data: { instances: [] } });

    expect(await approve({}, service.as("anna"))).toMatchObject({
      status: "failed",
      summary: expect.stringMatching(
        /^That anna agrees to shop v1 \(sha256:\w{12}\) in dev is on record, and does not count\.$/,
      ),
      findings: [
        {
          code: "operation/approval-not-counted",
          message: "The approval of anna does not count: anna wrote some of what it brings.",
          suggestions: ["Let somebody else approve, of team-a, who neither wrote it nor asks for it nor deploys it."],
        },
      ],
    });
    expect(without(await deploy({}, service.as("carla")))).toMatchObject({
      data: { deployment: { verdict: "refused" } },
    });
    expect(await approve({ reason: "looked at it" }, service.as("dora"))).toMatchObject({
      status: "failed",
      findings: [{ message: "The approval of dora does not count: dora is not one of team-a, who are asked." }],
    });
    expect(without(await deploy({}, service.as("carla"))), "of another team").toMatchObject({ status: "failed" });

    expect(await approve({ reason: "looked at it" }, service.as("berta"))).toMatchObject({
      status: "ok",
      summary: expect.stringMatching(/^berta agrees that shop v1 \(sha256:\w{12}\) goes into dev\.$/),
    });
    expect(await status({ environment }, service.as("carla"))).toMatchObject({
      data: { lastDeployment: { verdict: "refused" }, approvals: [{ by: "anna" }, { by: "dora" }, { by: "berta" }] },
      sections: [
        {
          title: "Last deployment",
          fields: expect.arrayContaining([{ name: "approved by", value: "anna, dora, berta" }]),
        },
        { title: "Gates" },
      ],
    });
    const deployed = await deploy({}, service.as("carla"));
    expect(deployed).toMatchObject({ status: "ok", data: { deployment: { verdict: "succeeded" } } });
    expect(deployed.data?.gates.find(({ gate }) => gate === "approvals")).toMatchObject({
      answer: "allow",
      reason: "Approved by berta.",
    });
    expect(await answerOf(deployed)).toBe("v1");

    service.change("v2");
    await build({}, service.as("anna"));
    expect(without(await deploy({}, service.as("carla"))), "another digest").toMatchObject({
      status: "failed",
      summary: expect.stringContaining("v1 stays as it was"),
    });
    expect(await answerOf(deployed)).toBe("v1");
  });

  test("are waited for without a lock, and gates are asked alone", async () => {
    const service = serviceWith(asked);
    await build({}, service.as("anna"));
    expect(without(await deploy({ isGatesOnly: true }, service.as("carla")))).toMatchObject({
      status: "failed",
      data: { deployment: null, gates: expect.arrayContaining([expect.objectContaining({ gate: "approvals" })]) },
    });
    expect(without(await deploy({ waitForApproval: "10ms" }, service.as("carla")))).toMatchObject({
      status: "failed",
      data: { deployment: null },
    });
    const waiting = deploy({ waitForApproval: "1m", isGatesOnly: true }, service.as("carla"));
    await approve({}, service.as("berta"));
    expect(await waiting).toMatchObject({ status: "ok", data: { deployment: null } });
    expect(without(await deploy({ waitForApproval: "soon" }, service.as("carla")))).toMatchObject({
      status: "invalid",
      findings: [{ code: "operation/bad-duration" }],
    });
  });
});

describe("freezes", () => {
  const friday = "2026-11-20T20:00:00Z";
  const frozen = {
    dev: '{ engine: local, gates: { freeze: [{ weekly: { days: [fri], from: "16:00", to: "08:00" }, zone: Europe/Berlin, reason: Weekend }] } }',
  };

  test("stand against a release until they end, or until two agree to pass them", async () => {
    const service = serviceWith(frozen);
    await build({}, service.as("anna"));
    expect(without(await deploy({}, service.as("anna", friday)))).toMatchObject({
      status: "failed",
      findings: [
        {
          message: "freeze: Changes are frozen until 2026-11-21 08:00 Europe/Berlin (2026-11-21T07:00Z): Weekend.",
          suggestions: [expect.stringContaining("--override-freeze")],
        },
      ],
    });
    const alone = await deploy({ overrideFreeze: "prices are wrong" }, service.as("anna", friday));
    expect(without(alone)).toMatchObject({
      status: "failed",
      findings: [{ message: expect.stringContaining("anna asks to pass it (prices are wrong)") }],
    });
    expect(await approve({}, service.as("anna", friday))).toMatchObject({
      status: "failed",
      findings: [{ message: expect.stringContaining("anna asks to pass the freeze, and somebody else has to agree.") }],
    });
    expect(without(await deploy({}, service.as("anna", friday))), "by oneself").toMatchObject({ status: "failed" });
    expect(await approve({}, service.as("berta", friday))).toMatchObject({
      status: "ok",
      sections: [
        { fields: expect.arrayContaining([{ name: "freeze", value: "anna asks to pass it: prices are wrong" }]) },
      ],
    });
    const passed = await deploy({}, service.as("anna", friday));
    expect(passed).toMatchObject({ status: "ok" });
    expect(passed.data?.gates.find(({ gate }) => gate === "freeze")?.reason).toContain("berta confirmed it");
  });

  test("are passed with a member of the teams that approve, and nobody else", async () => {
    const teams = "freeze: [{ from: 2026-11-20, to: 2026-11-20, zone: UTC }], approvals: { count: 1, by: [team-b] }";
    const service = serviceWith({ dev: `{ engine: local, gates: { ${teams} } }` });
    await build({}, service.as("anna"));
    const at = "2026-11-20T10:00:00Z";
    await deploy({ overrideFreeze: "now" }, service.as("carla", at));
    await approve({}, service.as("berta", at));
    expect(without(await deploy({}, service.as("carla", at)))).toMatchObject({
      findings: [
        { message: expect.stringContaining("approvals: 1 approval is asked for; so far nobody. Not counted: berta") },
        { message: expect.stringContaining("freeze: Changes are frozen") },
      ],
    });
    await approve({}, service.as("dora", at));
    expect(await deploy({}, service.as("carla", at))).toMatchObject({ status: "ok" });
  });

  test("end", async () => {
    const service = serviceWith(frozen);
    await build({}, service.as("anna"));
    expect(await approve({}, service.as("anna"))).toMatchObject({
      status: "ok",
      sections: [
        { fields: expect.arrayContaining([{ name: "asked for", value: "nothing: dev asks for no approvals" }]) },
      ],
    });
    expect(without(await deploy({}, service.as("anna", "2026-11-21T07:00:01Z")))).toMatchObject({ status: "ok" });
  });
});

describe("the way to production", () => {
  const stages = {
    dev: "{ engine: local }",
    int: "{ engine: local, promoteFrom: { environment: dev }, artifacts: { directory: ./artifacts } }",
  };

  test("goes through the environment before, with the same digest, and back", async () => {
    const service = serviceWith(stages);
    await build({}, service.as("anna"));
    expect(without(await deploy({ environment: "int" }, service.as("anna")))).toMatchObject({
      status: "failed",
      findings: [
        {
          message: expect.stringContaining("promotion: v1"),
          suggestions: [expect.stringMatching(/towpath deploy -e dev --release sha256:\w{12}\.$/)],
        },
      ],
    });
    expect(without(await promote({ from: "dev", to: "int" }, service.as("anna")))).toMatchObject({
      status: "failed",
      findings: [{ code: "operation/not-succeeded" }],
    });
    expect(without(await promote({ from: "int", to: "int" }, service.as("anna")))).toMatchObject({
      findings: [
        {
          code: "operation/promotion-way",
          message: "A release is not promoted from int to int.",
          suggestions: [expect.stringContaining("towpath promote --from dev --to int.")],
        },
      ],
    });
    const first = await deploy({ environment }, service.as("anna"));
    const promoted = await promote({ from: "dev", to: "int" }, service.as("anna"));
    expect(promoted).toMatchObject({ status: "ok", environment: "int" });
    expect(promoted.data?.deployment?.artifact.digest).toBe(first.data?.deployment?.artifact.digest);
    expect(await answerOf(promoted)).toBe("v1");

    service.change("v2");
    await build({}, service.as("anna"));
    await deploy({ environment }, service.as("anna"));
    const second = await promote({ from: "dev", to: "int" }, service.as("anna"));
    expect(await answerOf(second)).toBe("v2");
    const back = await rollback({ environment: "int", incident: "INC-7" }, service.as("berta"));
    expect(back).toMatchObject({
      status: "ok",
      data: { deployment: { kind: "rollback", rollbackOf: 3, incident: "INC-7", version: "v1" } },
    });
    expect(await answerOf(back)).toBe("v1");
    expect(without(await promote({ from: "dev", to: "int" }, service.as("anna"))), "was taken back").toMatchObject({
      status: "failed",
      data: { deployment: { verdict: "refused" } },
      findings: [
        { message: expect.stringContaining("failed-digest"), suggestions: [expect.stringContaining("--force")] },
      ],
    });
    const forced = await promote({ from: "dev", to: "int", force: "it was the network" }, service.as("anna"));
    expect(forced).toMatchObject({ status: "ok", data: { deployment: { force: { reason: "it was the network" } } } });
    expect(without(await rollback({ environment: "int", to: "ffff" }, service.as("berta")))).toMatchObject({
      status: "failed",
      findings: [{ code: "delivery/rollback-target" }],
    });
  });

  test("a release that did not hold is refused until somebody insists, and says why", async () => {
    const service = serviceWith({ dev: "{ engine: local }" });
    await build({}, service.as("anna"));
    const good = await deploy({}, service.as("anna"));
    service.change("wrong");
    await build({}, service.as("anna"));
    expect(await deploy({}, service.as("anna"))).toMatchObject({
      status: "failed",
      data: { deployment: { verdict: "rolled_back" } },
    });
    expect(without(await deploy({}, service.as("anna")))).toMatchObject({
      status: "failed",
      data: { deployment: { verdict: "refused", number: 3 } },
      findings: [
        {
          message: expect.stringContaining("failed-digest:"),
          suggestions: [expect.stringMatching(/towpath deploy -e dev --release sha256:\w{12} --force REASON/)],
        },
      ],
    });
    expect(await answerOf(good)).toBe("v1");
    expect(await deploy({ force: "the test was wrong" }, service.as("anna")), "it is tried").toMatchObject({
      data: { deployment: { verdict: "rolled_back", number: 4, force: { reason: "the test was wrong" } } },
    });
    expect(await answerOf(good)).toBe("v1");
    expect(await up({}, service.as("anna")), "typed on this machine").toMatchObject({
      data: { deployment: { verdict: "rolled_back", number: 5 } },
    });
  });

  test("a release that comes late does not take the place of a newer one", async () => {
    const service = serviceWith({ dev: "{ engine: local }" });
    const first = await build({}, service.as("anna"));
    service.change("v2");
    await build({}, service.as("berta"));
    const deployed = await deploy({}, service.as("berta"));
    const release = first.data?.release.artifact.digest;
    expect(without(await deploy({ release }, service.as("anna")))).toMatchObject({
      status: "failed",
      summary: expect.stringContaining("was not let into dev: superseded; v2 stays as it was."),
      data: { deployment: { verdict: "superseded" } },
    });
    expect(await answerOf(deployed)).toBe("v2");
    expect(await status({ environment }, service.as("anna"))).toMatchObject({
      summary: expect.stringMatching(/^shop v2 .* serves dev/),
    });
  });
});

describe("rules", () => {
  test("that are mandatory stand against a deployment like any gate", async () => {
    const levels = "policies: { levels: { delivery/tests-present: mandatory } }\n";
    const service = serviceWith({ dev: "{ engine: local }" }, levels);
    // What builds is held to the rules as well, so that the release is from before they were.
    const platform = join(service.folder, "platform.yaml");
    const strict = readFileSync(platform, "utf8");
    writeFileSync(platform, strict.replace(levels, ""));
    await build({}, service.as("anna"));
    writeFileSync(platform, strict);
    expect(without(await deploy({}, service.as("anna")))).toMatchObject({
      status: "failed",
      summary: expect.stringContaining("was not let into dev: policy; nothing was touched."),
      data: { deployment: { verdict: "refused" } },
      findings: expect.arrayContaining([
        expect.objectContaining({ code: "delivery/tests-present" }),
        expect.objectContaining({
          code: "operation/gate-closed",
          message: "policy: A mandatory finding stands against it: delivery/tests-present.",
        }),
      ]),
    });
  });
});

test("a release that another machine built comes as a bundle", async () => {
  const service = serviceWith({ dev: "{ engine: local }" });
  const built = await build({ out: "release" }, service.as("anna"));
  const elsewhere = service.as("anna");
  const effects = { ...elsewhere, variables: { ...elsewhere.variables, TOWPATH_HOME: `${service.folder}/home/other` } };
  endings.push(() => down({ environment }, effects));
  expect(without(await deploy({}, effects))).toMatchObject({ findings: [{ code: "operation/not-built" }] });
  const deployed = await deploy({ release: "./release" }, effects);
  expect(deployed).toMatchObject({ status: "ok" });
  expect(deployed.data?.deployment?.artifact.digest).toBe(built.data?.release.artifact.digest);
});
