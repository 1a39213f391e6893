import type { ResourceTypeModel } from "@towpath/manifest";
import { type RunningProvider, startProvider, terraformHere } from "@towpath/testkit/terraform";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { azurePlatform, azureService } from "./testing/azure-service.ts";
import { CASES, SSH_KEY } from "./testing/cases.ts";
import { PASSWORD, terraformRun } from "./testing/terraform-run.ts";

type Setting = NonNullable<ResourceTypeModel["document"]["settings"]>[string];

const terraform = terraformHere();

const HAS_REPLACING = CASES.filter(({ replacing }) => replacing.length > 0);
/** Each plan takes a second: all of them in the long run. */
const REPLACED = process.env["TOWPATH_LONG"] ? HAS_REPLACING : HAS_REPLACING.slice(0, 2);

// Without the real program there is nothing to hold the modules to.
describe.skipIf(terraform === undefined)("with the real terraform", () => {
  let provider: RunningProvider;
  beforeAll(async () => {
    provider = await startProvider();
  });
  beforeEach(async () => {
    for (const { id, type } of await provider.things()) await provider.remove(id, type);
  });
  afterAll(() => provider.close());

  const service = (type: string, said: string) => azureService(`{ it: { type: ${type}, ${said} } }`).graph;

  test.each(CASES)("$type is made, grows, and is renamed without being made anew", async ({ type, least, most }) => {
    using run = terraformRun(terraform ?? "", provider);
    await run.write(service(type, least));
    expect(await run.validate()).toEqual([]); // a warning would tell of what is deprecated
    await run.apply();
    expect(await run.plan()).toEqual([]);

    await run.write(service(type, most));
    const planned = await run.plan();
    expect(planned).not.toEqual([]);
    expect(planned.filter(({ actions }) => actions.includes("delete"))).toEqual([]);
    await run.apply();
    expect(await run.plan()).toEqual([]);
    expect(run.kept()).not.toContain(PASSWORD);

    const { graph: renamed } = azureService(`{ renamed: { type: ${type}, ${most} } }`);
    await run.write(renamed, [{ from: "resources.it", to: "resources.renamed" }]);
    expect(await run.plan()).toEqual([]);
  });

  test.each(REPLACED)("$type is made anew by $replacing, and by nothing less", async ({ type, main, replacing }) => {
    using run = terraformRun(terraform ?? "", provider);
    const usual = type === "vm" ? `sshKey: "${SSH_KEY}"` : "";
    await run.write(service(type, `settings: { ${usual} }`));
    await run.apply();
    for (const changed of replacing) {
      await run.write(service(type, `settings: { ${[usual, changed].filter(Boolean).join(", ")} }`));
      const things = (await run.plan()).filter(({ actions }) => actions.includes("delete"));
      expect(things.map(({ address }) => address)).toContainEqual(expect.stringContaining(main));
    }
  });

  // One plan for each setting takes minutes.
  test.runIf(process.env["TOWPATH_LONG"])("each setting alone makes nothing anew that does not say so", async () => {
    for (const { type } of CASES) {
      using run = terraformRun(terraform ?? "", provider);
      const usual = type === "vm" ? `sshKey: "${SSH_KEY}", ` : "";
      await run.write(service(type, `settings: { ${usual} }`));
      await run.apply();
      const settings = Object.entries(azurePlatform().types.get(type)?.document.settings ?? {});
      const changes = settings.flatMap(([name, definition]) => {
        const other = otherValue(definition);
        // These say what they go with: archives with one disk, a least with a most.
        if (["sshKey", "archiveAfterDays", "minNodes"].includes(name)) return [];
        return other === undefined ? [] : [{ name, other, change: definition.change }];
      });
      for (const { name, other, change } of changes) {
        await run.write(service(type, `settings: { ${usual}${name}: ${JSON.stringify(other)} }`));
        const planned = await run.plan();
        expect([type, name, planned.length > 0]).toEqual([type, name, true]);
        const gone = planned.filter(({ actions }) => actions.includes("delete"));
        if (change !== "replace") expect([type, name, gone]).toEqual([type, name, []]);
      }
    }
  });

  test("names are as long as Azure takes them, and two never meet", async () => {
    using run = terraformRun(terraform ?? "", provider);
    const long = (end: string) => `${"long-name-of-a-resource-".repeat(3).slice(0, 62)}${end}`;
    const { graph } = azureService(
      `{ ${CASES.flatMap(({ type, least }) => ["a", "b"].map((end) => `${long(`${end}${type.slice(0, 1)}${type.length}`).slice(-63)}: { type: ${type}, ${least} }`)).join(", ")} }`,
    );
    expect(graph.resources).toHaveLength(2 * CASES.length);
    await run.write(graph);
    await run.apply();
    const ids = (await provider.things()).map(({ type, id }) => `${type} ${id}`);
    expect(new Set(ids).size).toBe(ids.length);
  });
});

/** A value that a setting does not have by default; undefined where it can have no other, or none that can be made up. */
function otherValue({
  type,
  const: only,
  enum: choices,
  default: usual,
  minimum,
  maximum,
  items,
  examples,
}: Setting): unknown {
  if (only !== undefined) return undefined;
  const known = choices ?? examples ?? (items?.enum ? [[items.enum[0]]] : undefined);
  if (known) return known.findLast((choice) => JSON.stringify(choice) !== JSON.stringify(usual));
  if (type === "boolean") return usual !== true;
  return type !== "integer" ? undefined : maximum === usual ? minimum : maximum;
}
