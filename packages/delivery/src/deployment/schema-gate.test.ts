import type { StateStore } from "@towpath/provisioning";
import { beforeEach, describe, expect, test } from "vitest";
import { memoryStore } from "../testing/memory-store.ts";
import { type Behaviour, type Jobs, modelHost, type Site } from "../testing/model-host.ts";
import { modelRequest } from "../testing/model-request.ts";
import { releaseRecord } from "../testing/records.ts";
import { type DeployRequest, deploy } from "./deploy.ts";

const [V1, V2] = [releaseRecord("1.0.0", 1), releaseRecord("1.1.0", 2)];

let state: StateStore;
let site: Site;
/** Whether the migration of 1.1.0 has run. */
let isMigrated: boolean;
beforeEach(() => {
  state = memoryStore();
  site = {};
  isMigrated = false;
});

/** What 1.0.0 does, by whether the migration has run; everything else is always well. */
interface Former {
  readonly route?: (isMigrated: boolean) => ReturnType<Behaviour>;
  readonly smoke?: (isMigrated: boolean) => number;
}

async function put(release = V1, former: Former = {}, more: Partial<DeployRequest> = {}) {
  const jobs: Jobs = (purpose, version) => {
    if (purpose === "migrate" && version === "1.1.0") isMigrated = true;
    return purpose === "smoke" && version === "1.0.0" ? (former.smoke?.(isMigrated) ?? 0) : 0;
  };
  const route: Behaviour = () => former.route?.(isMigrated) ?? { status: 200 };
  const host = modelHost(site, { "1.0.0": route }, { jobs });
  const workload = { migrate: "npm run migrate", smoke: "npm run smoke" };
  const { deployment, logTail } = await deploy(modelRequest({ release, host, state, deploy: workload }, more));
  const schema = deployment.gates.filter(({ gate }) => gate === "schema");
  return { deployment, logTail, host, schema, reason: deployment.history.at(-1)?.reason };
}

describe("what serves while a release migrates", () => {
  test("is looked at before and after, in its own files; what holds lets the release through", async () => {
    await put(V1);
    const { deployment, schema, host } = await put(V2);
    expect(deployment.verdict).toBe("succeeded");
    expect(host.steps).toEqual([
      ...["migrate", "smoke", "migrate", "start"],
      ...["smoke", "expose 100", "drain", "smoke"],
    ]);
    const reason = expect.stringMatching(/^1\.0\.0 \(sha256:\w{12}\) still holds after the migration, by 6 checks\.$/);
    expect(schema).toEqual([{ gate: "schema", answer: "allow", reason }]);
  });

  test.each<[string, Former, RegExp]>([
    ["does not answer well any more", { route: (is) => ({ status: is ? 500 : 200 }) }, /answered 500/],
    ["does not answer any more", { route: (is) => (is ? "silent" : { status: 200 }) }, /ECONNREFUSED/],
    [
      "fails its own smoke command",
      { smoke: (is) => (is ? 3 : 0) },
      /the smoke command "npm run smoke" exited with code 3/,
    ],
  ])("and %s keeps the release from users", async (_, former, problem) => {
    await put(V1, former);
    const { deployment, schema, host, reason, logTail } = await put(V2, former);
    expect(deployment.verdict).toBe("failed_before_exposure");
    expect(deployment.exposingAt).toBeUndefined();
    expect(host.steps.some((step) => step.startsWith("expose"))).toBe(false);
    expect(site.serving?.version).toBe("1.0.0");
    expect(schema).toMatchObject([
      { answer: "deny", todo: expect.stringMatching(/expand it first.*contract it once/) },
    ]);
    expect(schema[0]?.reason).toMatch(
      /^The migration "npm run migrate" broke 1\.0\.0 \(sha256:\w{12}\), which still serves: /,
    );
    expect(schema[0]?.reason).toMatch(problem);
    expect(reason).toBe(`schema: ${schema[0]?.reason} ${schema[0]?.todo}`);
    expect(logTail).toEqual(former.smoke ? ["npm run smoke"] : []);

    const again = await put(V2, former);
    expect(again.deployment.verdict, "the way forward is open: what is broken already is not held to it").toBe(
      "succeeded",
    );
  });

  test.each<[string, Former]>([
    ["was ill before", { route: () => ({ status: 500 }) }],
    ["failed its smoke command before, and then more", { smoke: () => 1, route: (is) => ({ status: is ? 200 : 302 }) }],
  ])("and %s does not keep what mends it from users", async (_, former) => {
    await put(V1);
    const { deployment, schema } = await put(V2, former);
    expect(deployment.verdict).toBe("succeeded");
    expect(schema[0]?.reason).toMatch(/before/);
  });

  test("is held to what did hold, where its smoke command did not", async () => {
    await put(V1);
    const { deployment } = await put(V2, { smoke: () => 1, route: (is) => ({ status: is ? 500 : 200 }) });
    expect(deployment.verdict).toBe("failed_before_exposure");
  });

  test("that cannot be looked at lets nothing through", async () => {
    await put(V1);
    const jobs: Jobs = (purpose, version) => {
      if (purpose === "migrate") isMigrated = true;
      if (purpose === "smoke" && version === "1.0.0" && isMigrated) throw new Error("no more processes");
      return 0;
    };
    const host = modelHost(site, {}, { jobs });
    const workload = { migrate: "npm run migrate", smoke: "npm run smoke" };
    const { deployment } = await deploy(modelRequest({ release: V2, host, state, deploy: workload }));
    expect(deployment.verdict).toBe("failed_before_exposure");
    expect(deployment.gates).toMatchObject([
      { answer: "unknown", reason: expect.stringContaining("no more processes") },
    ]);
  });
});

test("a first release, one without a migration and a rollback have nothing to be asked; that is on record", async () => {
  const first = await put(V1);
  expect(first.schema).toEqual([
    {
      gate: "schema",
      answer: "allow",
      reason: "Nothing that is on record here serves, so the migration breaks nobody.",
    },
  ]);
  await put(V2);
  const back = await put(V1, { route: () => ({ status: 200 }) }, { kind: "rollback" });
  expect(back.schema).toEqual([{ gate: "schema", answer: "allow", reason: "A rollback does not migrate." }]);
  expect(back.host.steps).toEqual(["migrate", "start", "expose 100", "drain", "smoke"]);
});

test("what serves and is not what succeeded last is looked for on record", async () => {
  await put(V1);
  await put(V2);
  site.serving = { digest: V1.artifact.digest, version: "1.0.0" }; // as somebody left it
  const { schema } = await put(releaseRecord("1.2.0", 3));
  expect(schema[0]?.reason).toMatch(/^1\.0\.0 .* still holds/);
});
