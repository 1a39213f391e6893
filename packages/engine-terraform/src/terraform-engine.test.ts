import { terraformHere } from "@towpath/testkit/terraform";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Setup, setUp } from "./engine/testing/set-up.ts";

const program = terraformHere();

// Without Terraform on this machine there is nothing to drive: terraformHere says so.
describe.skipIf(program === undefined)("with what every Terraform has", () => {
  let setup: Setup;
  beforeEach(async () => {
    setup = await setUp();
  });
  afterEach(() => setup.remove());

  test("makes, changes, and has nothing more to do", async () => {
    const graph = setup.graph(`resources: { memo: { type: note } }`);
    const { plan, outcome } = await setup.apply(graph);
    expect(plan.changes).toMatchObject([{ address: "resources.memo", action: "create", engine: "cloud" }]);
    expect(outcome).toMatchObject({ status: "done", changes: [{ address: "resources.memo", status: "done" }] });
    expect(await setup.isQuiet(graph)).toBe(true);
    const changed = setup.graph(`resources: { memo: { type: note, settings: { text: other } } }`);
    const next = await setup.apply(changed);
    expect(next.outcome.status).toBe("done");
    expect(await setup.isQuiet(changed)).toBe(true);
  });
});
