import { chmodSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { observeEnvironment, planEnvironment, prepareEnvironment } from "@towpath/provisioning";
import { terraformHere } from "@towpath/testkit/terraform";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Setup, setUp } from "./engine/testing/set-up.ts";

const program = terraformHere();

// Without Terraform on this machine there is nothing to drive: terraformHere says so.
describe.skipIf(program === undefined)("the engine, with what every Terraform has", { timeout: 60_000 }, () => {
  let setup: Setup;
  beforeEach(async () => {
    setup = await setUp({ engine: "program: ./terraform.sh" });
    // Writes down what it is asked to do.
    const log = join(setup.folder, "commands");
    setup.write("platform/terraform.sh", `#!/bin/sh\necho "$1" >> '${log}'\nexec '${program}' "$@"\n`);
    chmodSync(join(setup.folder, "platform/terraform.sh"), 0o755);
  });
  afterEach(() => setup.remove());

  /** What Terraform was asked to do since the last time. */
  function commands(): readonly string[] {
    const log = join(setup.folder, "commands");
    const lines = readFileSync(log, "utf8").trim().split("\n");
    rmSync(log);
    return lines.filter((line) => line !== "version");
  }
  const memo = (text: string) => setup.graph(`resources: { memo: { type: note, settings: { text: ${text} } } }`);

  test("makes, changes, and has nothing more to do", async () => {
    const { plan, outcome } = await setup.apply(memo("one"));
    expect(plan.changes).toMatchObject([{ address: "resources.memo", action: "create", engine: "cloud" }]);
    expect(outcome).toMatchObject({ status: "done", changes: [{ address: "resources.memo", status: "done" }] });
    expect(await setup.isQuiet(memo("one"))).toBe(true);
    expect((await setup.apply(memo("two"))).outcome.status).toBe("done");
    expect(await setup.isQuiet(memo("two"))).toBe(true);
  });

  test("plans once for an apply, and leaves nothing of it", async () => {
    await setup.apply(memo("one"));
    expect(commands()).toEqual(["init", "plan", "show", "apply"]);
    expect(readdirSync(join(setup.data, "terraform/work"))).toEqual([]);
    await setup.plan(memo("two"));
    expect(commands()).toEqual(["init", "plan", "show"]);
    expect(readdirSync(join(setup.data, "terraform/work"))).toEqual([]);
  });

  test("applies a plan only where it is of the very same", async () => {
    const environment = setup.environment(memo("one"));
    const engine = environment.engines.get("cloud");
    const target = { graph: environment.graph, state: environment.state };
    const plan = await engine?.plan({ ...target, isToBeApplied: true }, "match", environment.context);
    if (!engine || !plan) throw new Error("There is an engine.");
    commands();
    // What the module says has changed in between.
    const main = join("platform/modules/note/main.tf");
    setup.write(main, `${readFileSync(join(setup.folder, main), "utf8")}\n# changed\n`);
    const outcome = await engine.apply(target, plan, { allowed: [] }, environment.context);
    expect(outcome.status).toBe("done");
    expect(commands()).toEqual(["init", "plan", "show", "apply"]);
  });

  test("asks nothing of Terraform where it has nothing to do", async () => {
    const nothing = setup.environment(setup.graph("resources: {}"));
    expect(await prepareEnvironment(nothing)).toEqual([]);
    expect((await planEnvironment(nothing, "match")).changes).toEqual([]);
    expect((await observeEnvironment(nothing)).resources).toEqual([]);
    expect(() => commands()).toThrow(/ENOENT/);
  });
});
