import { chmodSync, copyFileSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  adoptResource,
  type Outcome,
  ProvisioningError,
  prepareEnvironment,
  type StateStore,
} from "@towpath/provisioning";
import {
  existsAlready,
  type RunningProvider,
  refusals,
  startProvider,
  terraformHere,
} from "@towpath/testkit/terraform";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Setup, setUp } from "../engine/testing/set-up.ts";

// Without Terraform on this machine there is nothing to drive: terraformHere says so.
describe.skipIf(terraformHere() === undefined)("what goes wrong under Terraform", { timeout: 120_000 }, () => {
  let provider: RunningProvider;
  let setup: Setup;
  beforeEach(async () => {
    provider = await startProvider();
    setup = await setUp({ provider });
  });
  afterEach(async () => {
    setup.remove();
    await provider.close();
  });

  const two = () => setup.graph(`resources: { cache: { type: thing }, db: { type: store, version: "17" } }`);
  const statuses = ({ changes }: Outcome) => Object.fromEntries(changes.map((each) => [each.address, each.status]));
  const messageOf = ({ changes }: Outcome, address: string) =>
    changes.find((each) => each.address === address)?.message ?? "";

  /** Once nothing goes wrong any more, one apply brings it to its end. */
  async function expectConvergence(graph = two()): Promise<void> {
    const { outcome } = await setup.apply(graph, { consent: { allowed: ["data-loss:resources.db"] } });
    expect(outcome.changes.filter(({ status }) => status === "failed")).toEqual([]);
    expect(outcome.status).toBe("done");
    expect(await setup.isQuiet(graph)).toBe(true);
    expect(await setup.state()).toMatchObject({ journal: [] });
    const ids = (await provider.things()).map(({ id }) => id);
    expect(ids).toEqual([...new Set(ids)]);
  }

  test.each([
    ["a quota", refusals.quota, /quota/i],
    ["throttling", refusals.throttled, /throttl|limit/i],
    ["missing rights", refusals.forbidden, /authoriz|right|permission|allowed/i],
  ])("%s: says so at the manifest's line, records what was made, and goes on", async (_, refusal, words) => {
    await provider.order({ kind: "fail", call: "create", type: "memory_link", ...refusal });
    const { outcome } = await setup.apply(two());
    expect(outcome.status).toBe("failed");
    expect(statuses(outcome)).toEqual({ "resources.cache": "done", "resources.db": "failed" });
    const message = messageOf(outcome, "resources.db");
    expect(message).toMatch(words);
    expect(message.split(refusal.detail.slice(0, 40))).toHaveLength(2);
    expect(await setup.state()).toMatchObject({
      resources: { "resources.cache": { status: "ready" }, "resources.db": { status: "failed" } },
    });
    const plan = await setup.plan(two());
    expect(plan.changes[1]).toMatchObject({ address: "resources.db", action: "update" });
    expect(plan.changes[1]?.reasons.join("\n")).toMatch(/did not come to its end.*\n.*2 of 3 parts are there already/);
    await expectConvergence();
  });

  test("credentials that expired stop a plan, with what to do", async () => {
    await provider.order({ kind: "fail", call: "configure", ...refusals.expiredToken, times: 3 });
    await expect(setup.plan(two())).rejects.toMatchObject({
      code: "engine-terraform/credentials",
      message: expect.stringMatching(/^The provider memory does not know who asks: .*The token has expired\.$/),
      place: { file: expect.stringMatching(/platform\.yaml$/) },
    });
    await provider.forget();
    await expectConvergence();
  });

  test("what exists already is said with the command that takes it over", async () => {
    const said = existsAlready("memory_thing", "things/shop-cache");
    await provider.order({ kind: "fail", call: "create", type: "memory_thing", ...said });
    const { outcome } = await setup.apply(setup.graph("resources: { cache: { type: thing } }"));
    expect(messageOf(outcome, "resources.cache")).toMatch(
      /towpath adopt -e prod resources\.cache ['"]?memory_thing\.this=things\/shop-cache/,
    );
  });

  test("a provider that crashes after it made something: the next run finds it", async () => {
    await provider.order({ kind: "crash", call: "create", type: "memory_link" });
    const { outcome } = await setup.apply(two());
    expect(outcome.status).toBe("failed");
    expect(messageOf(outcome, "resources.db")).toMatch(/crashed|provider/i);
    // Another process of the provider, over the same cloud: it holds what Terraform never heard of.
    const other = await startProvider({ folder: provider.folder });
    try {
      setup.use(other);
      setup.events.length = 0;
      const again = await setup.apply(two());
      expect(setup.events).toContainEqual({
        type: "notice",
        message: expect.stringMatching(/was making module\.db\.memory_link\.rule, and nobody heard what became of it/),
      });
      const message = messageOf(again.outcome, "resources.db");
      const [, address = "", id = ""] = /towpath adopt -e prod (\S+) (\S+)\. /.exec(message) ?? [];
      expect([address, id]).toEqual(["resources.db", "memory_link.rule=links/shop-db-C-rule"]);
      await adoptResource(setup.environment(two()), address, id);
      await expectConvergence();
    } finally {
      await other.close();
    }
  });

  test("something else than planned is said, and goes on", async () => {
    await provider.order({
      kind: "other-than-planned",
      call: "create",
      type: "memory_link",
      attributes: { weight: 99 },
    });
    const { outcome } = await setup.apply(two());
    expect(outcome.status).toBe("failed");
    expect(messageOf(outcome, "resources.db")).toMatch(/inconsistent|other than|planned/i);
    await expectConvergence();
  });

  test("cancelled in the middle it finishes its step, says what is left, and the next run goes on", async () => {
    await provider.order({ kind: "slow", call: "create", type: "memory_thing", ms: 1_500, times: 9 });
    const cancel = new AbortController();
    const running = setup.apply(two(), { signal: cancel.signal });
    while (!setup.events.some(({ type }) => type === "started"))
      await new Promise((resolve) => setTimeout(resolve, 20));
    cancel.abort(new Error("interrupted"));
    const { outcome } = await running;
    expect(outcome.status).toBe("cancelled");
    expect(
      outcome.changes.some(({ status, message }) => status === "cancelled" && /cancelled/.test(message ?? "")),
    ).toBe(true);
    expect((await setup.state()).lock).toBeUndefined();
    await expectConvergence();
  });

  test("a store that is gone in the middle loses nothing", async () => {
    const { store } = setup;
    let isGone = false;
    const gone = (): never => {
      throw new ProvisioningError({ code: "provisioning/store-refused", message: "The store refuses." });
    };
    const failing: StateStore = {
      ...store,
      write: (key, bytes, expected) =>
        isGone && key.startsWith("terraform/") ? gone() : store.write(key, bytes, expected),
    };
    await provider.order({ kind: "slow", call: "create", type: "memory_link", ms: 700 });
    const running = setup.apply(two(), { store: failing });
    while (!setup.events.some(({ type }) => type === "started"))
      await new Promise((resolve) => setTimeout(resolve, 20));
    isGone = true;
    const outcome = await running.then(
      (done) => JSON.stringify(done.outcome),
      (error: unknown) => String(error),
    );
    expect(outcome).toMatch(/could not be written|The store refuses/);
    setup.events.length = 0;
    await expectConvergence();
    expect(JSON.stringify(setup.events)).toMatch(/that an earlier run could not write is taken up/);
  });

  test("a backend of the platform's own keeps its states apart, and refuses that of another service", async () => {
    const path = join(setup.folder, "backend");
    const own = await setUp({
      provider,
      engine: `backend: { local: { path: "${path}/\${service.name}.tfstate" } }`,
    });
    try {
      const graph = own.graph("resources: { memo: { type: note } }");
      await own.apply(graph);
      expect(await own.isQuiet(graph)).toBe(true);
      await own.apply(own.graph("resources: { memo: { type: note } }", "cart"));
      copyFileSync(join(path, "cart.tfstate"), join(path, "shop.tfstate"));
      await expect(own.plan(graph)).rejects.toMatchObject({
        code: "engine-terraform/state-belongs-to-another",
        message: expect.stringContaining("cart in prod"),
        place: { file: "platform/platform.yaml" },
      });
    } finally {
      own.remove();
    }
  });

  test("what is missing is said before anything is touched, each at its place", async () => {
    const findings = async (of: Setup, variables: Readonly<Record<string, string>> = {}) =>
      prepareEnvironment(of.environment(of.graph("resources: { memo: { type: note } }"), { variables }));
    expect(await findings(setup)).toEqual([]);
    expect(await findings(setup, { PATH: "/nowhere" })).toMatchObject([
      { code: "engine-terraform/program-missing", places: [{ file: "platform/platform.yaml" }] },
    ]);
    const old = join(setup.folder, "old");
    mkdirSync(old);
    writeFileSync(join(old, "terraform"), "#!/bin/sh\necho Terraform v1.5.7\n");
    chmodSync(join(old, "terraform"), 0o755);
    expect(await findings(setup, { PATH: `${old}:${process.env["PATH"]}` })).toMatchObject([
      { code: "engine-terraform/program-too-old", message: expect.stringContaining("1.5.7") },
    ]);
    rmSync(join(setup.folder, "platform/modules/note"), { recursive: true });
    expect(await findings(setup)).toMatchObject([
      {
        code: "engine-terraform/module-not-found",
        address: "resources.memo",
        places: [{ file: "platform/types/note.yaml" }],
      },
    ]);
  });
});
