import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";
import file from "../schemas/azurerm.json" with { type: "json" };
import { azureFacts } from "./azurerm-provider.ts";
import { isIn } from "./azurerm-thing.ts";
import { argumentsIn, fillTemplate } from "./fill-template.ts";
import { readExtract } from "./read-extract.ts";

const { resources, provider } = readExtract();

test("each type of the extract has its facts, and no other", () => {
  expect(Object.keys(azureFacts).sort()).toEqual(Object.keys(resources).sort());
});

test.each(Object.entries(azureFacts))(
  "%s: what is known beside the schema names what is in the schema",
  (type, facts) => {
    const block = resources[type] ?? { attributes: {} };
    const inBlocks = Object.values(block.blocks ?? {}).flatMap((nested) => Object.keys(nested.block.attributes));
    const missing = [
      ...argumentsIn(facts.id),
      ...(facts.replaces ?? []),
      ...(facts.rising ?? []),
      ...Object.keys(facts.alike ?? {}),
      ...(facts.together ?? []).flat(),
      ...(facts.apart ?? []).flat(),
      ...Object.keys(facts.defaults ?? {}),
      ...Object.keys(facts.patterns ?? {}),
      ...Object.keys(facts.computed ?? {}).filter((name) => !inBlocks.includes(name)),
    ].filter((path) => !isIn(block, path));
    expect(missing).toEqual([]);
  },
);

test("what is computed is computed in the schema, and a default is of an argument", () => {
  for (const [type, facts] of Object.entries(azureFacts)) {
    const attributes = resources[type]?.attributes ?? {};
    for (const name of Object.keys(facts.computed ?? {})) {
      expect(attributes[name]?.computed ?? true, `${type}.${name}`).toBe(true);
    }
    for (const name of Object.keys(facts.defaults ?? {})) {
      expect(attributes[name]?.optional, `${type}.${name}`).toBe(true);
    }
  }
});

test("secrets are sensitive or write-only", () => {
  expect(resources["azurerm_postgresql_flexible_server"]?.attributes).toMatchObject({
    administrator_password: { sensitive: true },
    administrator_password_wo: { writeOnly: true },
    administrator_password_wo_version: { type: "number", optional: true },
  });
  expect(resources["azurerm_key_vault_secret"]?.attributes).toMatchObject({ value: { sensitive: true } });
  expect(resources["azurerm_storage_account"]?.attributes).toMatchObject({
    primary_connection_string: { sensitive: true },
  });
  expect(provider.blocks?.["features"]).toMatchObject({ minItems: 1, maxItems: 1 });
});

test("a template is filled from arguments; what is made up is the same for the same thing", () => {
  const tenancy = { subscription: "sub", tenant: "ten" };
  const fill = (text: string, seed = "s") =>
    fillTemplate(text, { name: "db", resource_group_name: "rg", server_id: "/a/b/server" }, tenancy, seed);
  expect(fill("{rg}/X/{name}")).toBe("/subscriptions/sub/resourceGroups/rg/providers/X/db");
  expect(fill("{last server_id}-{nth server_id 1}")).toBe("server-a");
  expect(fill("{uuid x}")).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(fill("{uuid x}")).toBe(fill("{uuid x}"));
  expect(fill("{uuid x}")).not.toBe(fill("{uuid x}", "other"));
  expect(fill("{key a}")).not.toBe(fill("{key b}"));
  expect(argumentsIn("{rg}/{last server_id}/{uuid of name}/{hex version}")).toEqual([
    "resource_group_name",
    "server_id",
    "name",
  ]);
});

// The package is 30 MB: it is fetched in the long run only, or taken from a folder where it is unpacked.
const unpacked = process.env["TOWPATH_AZURERM_PACKAGE"];
// Fetches the package that the schemas are taken from, 30 MB, where it is not named: not for an ordinary run.
test.skipIf(unpacked === undefined && !process.env["TOWPATH_LONG"])("the extract is what the script makes", () => {
  const script = join(import.meta.dirname, "../../../scripts/extract-azurerm-schemas.ts");
  const made = execFileSync(process.execPath, ["--conditions=@towpath/source", script, unpacked ?? "fetched", "-"], {
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
  });
  expect(JSON.parse(made)).toEqual(file);
});
