import { unlockRun } from "@towpath/provisioning";
import { type RunningProvider, startProvider, terraformHere } from "@towpath/testkit/terraform";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Setup, setUp } from "../engine/testing/set-up.ts";
import { readPending } from "../state/pending.ts";
import { readTerraformState } from "../state/read-state.ts";
import { generationsOf } from "../state/testing/state-bench.ts";

const KEY = "terraform/shop/prod/cloud";

// Without Terraform on this machine there is nothing to drive: terraformHere says so.
describe.skipIf(terraformHere() === undefined)("Terraform's state in the store", { timeout: 120_000 }, () => {
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

  test("gets no generation by a plan, nor by an apply that has nothing to do", async () => {
    const graph = setup.graph("resources: { cache: { type: thing } }");
    await setup.apply(graph);
    const before = await generationsOf(setup.store, KEY);
    expect(await setup.isQuiet(graph)).toBe(true);
    expect((await setup.apply(graph)).outcome.status).toBe("done");
    expect(await generationsOf(setup.store, KEY)).toBe(before);
    expect(await readPending(setup.store, KEY)).toEqual([]);
  });

  test("is written by no run whose lock was taken away, and the next one goes on from what that one made", async () => {
    const graph = setup.graph("resources: { cache: { type: thing }, more: { type: thing } }");
    await provider.order({ kind: "slow", call: "create", ms: 1_500, times: 10 });
    const applying = setup.apply(graph).then(
      () => "done",
      (error: unknown) => (error instanceof Error ? error.message : ""),
    );
    while (!(await provider.calls()).some((call) => call.startsWith("create"))) await pause();
    await unlockRun(setup.store, "shop/prod", "1");
    expect(await applying).toContain("The lock of shop/prod was lost");
    expect(await readTerraformState(setup.store, KEY, setup.secretBox)).toBeUndefined();
    await provider.forget();
    expect((await setup.apply(graph)).outcome.status).toBe("done");
    expect(await setup.isQuiet(graph)).toBe(true);
    expect((await provider.things()).map(({ id }) => id).sort()).toEqual(["things/shop-cache", "things/shop-more"]);
    expect(await readPending(setup.store, KEY)).toEqual([]);
  });

  test("holds no secret, nor does anything beside it", async () => {
    await setup.apply(setup.graph(`resources: { db: { type: store, version: "17" } }`));
    const secrets = (await provider.things()).flatMap(({ attributes }) => {
      const { key, password_wo: password } = attributes;
      return [key, password].flatMap((value) => (typeof value === "string" ? [value] : []));
    });
    expect(secrets.length).toBeGreaterThan(1);
    for await (const key of setup.store.list(""))
      for await (const generation of setup.store.history?.(key) ?? []) {
        const text = Buffer.from((await generation.bytes()) ?? []).toString("latin1");
        for (const secret of secrets) expect(text).not.toContain(secret);
      }
  });
});

function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 20));
}
