import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { adoptResource } from "@towpath/provisioning";
import { type RunningProvider, startProvider, terraformHere } from "@towpath/testkit/terraform";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Setup, setUp } from "../engine/testing/set-up.ts";
import { runningIn } from "../process/child-note.ts";

// Without Terraform on this machine there is nothing to drive: terraformHere says so.
describe.skipIf(terraformHere() === undefined)("an apply that is killed", { timeout: 240_000 }, () => {
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

  const BEFORE = `resources: { db: { type: store, version: "16" }, old: { type: thing } }`;
  const AFTER = `resources: { db: { type: store, version: "17", settings: { size: 3 } }, cache: { type: thing }, more: { type: store, version: "17" } }`;
  const IDS = [
    ...["links/shop-db-C-rule", "links/shop-more-C-rule", "things/shop-cache"],
    ...["things/shop-db-C", "things/shop-db-C-backup", "things/shop-more-C", "things/shop-more-C-backup"],
  ];

  /** Kills Towpath, and Terraform with it, as a runner that goes away does. */
  async function killAll(child: ReturnType<typeof spawn>): Promise<void> {
    const ended = once(child, "exit");
    child.kill("SIGKILL");
    await ended;
    const work = join(setup.data, "terraform/work");
    for (const name of readdirSync(work)) {
      const pid = await runningIn(join(work, name));
      if (pid !== undefined) process.kill(-pid, "SIGKILL");
    }
  }

  async function applyAndKill(manifest: string, isTime: () => Promise<boolean>): Promise<void> {
    const script = join(import.meta.dirname, "../engine/testing/apply-child.ts");
    const child = spawn(process.execPath, ["--conditions=@towpath/source", script, setup.folder, manifest], {
      env: { PATH: process.env["PATH"], HOME: setup.folder, ...provider.variables },
      stdio: ["ignore", "ignore", "inherit"],
    });
    let hasEnded = false;
    child.once("exit", () => {
      hasEnded = true;
    });
    while (!hasEnded && !(await isTime())) await new Promise((resolve) => setTimeout(resolve, 15));
    if (!hasEnded) await killAll(child);
  }

  const changing = async () => (await provider.calls()).filter((call) => /^(create|update|delete)/.test(call)).length;

  /** Whatever was killed, the same command and what it says to do come to the same end. */
  async function converge(manifest: string): Promise<void> {
    const graph = setup.graph(manifest);
    const consent = { allowed: ["data-loss:resources.db", "data-loss:resources.more"] };
    for (let run = 1; run <= 8; run += 1) {
      const { outcome } = await setup.apply(graph, { consent });
      if (outcome.status === "done") break;
      const said = outcome.changes.flatMap(({ message }) => message ?? []).join("\n");
      const hints = [...said.matchAll(/towpath adopt -e prod (\S+) (\S+)\. /g)];
      expect(hints.length, said).toBeGreaterThan(0);
      for (const [, address = "", id = ""] of hints) await adoptResource(setup.environment(graph), address, id);
    }
    expect(await setup.isQuiet(graph)).toBe(true);
    expect((await provider.things()).map(({ id }) => id).sort()).toEqual(IDS);
    const state = await setup.state();
    expect(state).toMatchObject({ journal: [], orphans: {} });
    expect(state.lock).toBeUndefined();
    expect(Object.keys(state.resources)).toEqual(["resources.cache", "resources.db", "resources.more"]);
    expect(readdirSync(join(setup.data, "terraform/work"))).toEqual([]);
  }

  const AT = process.env["TOWPATH_LONG"] ? [0, 1, 2, 3, 4, 5, 6, 7] : [4];
  test.each(AT)("when %i of its changes are begun, is gone on with", async (at) => {
    await setup.apply(setup.graph(BEFORE));
    for (const call of ["create", "update", "delete"] as const)
      await provider.order({ kind: "slow", call, ms: 150, times: 20 });
    const before = await changing();
    await applyAndKill(AFTER, async () =>
      at === 0 ? (await setup.state()).journal.length > 0 : (await changing()) >= before + at,
    );
    await provider.forget();
    await converge(AFTER);
  });
});
