import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { nodeFiles } from "@towpath/core";
import { loadPlatform, type PlatformModel } from "@towpath/manifest";
import { checkPlatform } from "@towpath/manifest/platform-check";
import { checkPolicy, recommended } from "@towpath/policy";
import { describe, expect, test } from "vitest";
import { azurePlatform, azureService, PACKAGE, platformOf, TODAY } from "./testing/azure-service.ts";

const platform = azurePlatform();
const types = [...platform.types.values()];
const SSH_KEY = `ssh-ed25519 ${"A".repeat(68)} operators`;

test("there is a type for each module, and a module for each type", () => {
  const names = ["bucket", "cluster", "mysql", "postgres", "queue", "redis", "vault", "vm"];
  expect(types.map(({ name }) => name).sort()).toEqual(names);
  expect(readdirSync(join(PACKAGE, "modules")).sort()).toEqual(names);
});

/** What `towpath platform check` says of a platform. */
function findingsOf(checked: PlatformModel) {
  const starter = loadPlatform(undefined, nodeFiles, "/").value;
  const drivers = new Map(
    [...(starter?.types.values() ?? [])].map(({ name, document }) => [name, Object.keys(document.outputs ?? {})]),
  );
  return checkPlatform({ platform: checked, files: nodeFiles, now: TODAY, drivers });
}

test("a platform that offers them has nothing wrong", () => {
  const findings = findingsOf(platform);
  // Queues of Service Bus, vaults, machines and clusters are nowhere but in Azure.
  expect(findings.filter(({ code }) => code !== "manifest/no-recipe").map(({ message }) => message)).toEqual([]);
  expect(findings.map(({ message }) => message.split(" ")[3])).toEqual(["cluster", "queue", "vault", "vm"]);
});

describe.each(types.map((type) => [type.name, type] as const))("%s", (name, { document }) => {
  const settings = Object.entries(document.settings ?? {});
  const recipe = JSON.stringify(document.recipes["terraform"]);

  test("says of each setting what it is, and of each decision why", () => {
    for (const [setting, { description, tier, why }] of settings) {
      expect([setting, description]).toEqual([setting, expect.stringMatching(/\.$/)]);
      if (tier !== undefined) expect([setting, why]).toEqual([setting, expect.stringMatching(/\.$/)]);
    }
  });

  test("hands each setting to the module", () => {
    for (const [setting] of settings) expect(recipe).toContain(`\${settings.${setting}}`);
  });

  // A machine has no public address, and nobody can give it one.
  test.skipIf(name === "vm")("is not reached from the internet unless the platform says so", () => {
    const [, closed] = settings.find(([setting]) => setting === "publicAccess" || setting === "privateApi") ?? [];
    expect(closed).toMatchObject({ tier: "mandatory", const: name === "cluster" });
  });

  test("has a module whose variables all say what they are", () => {
    const text = readFileSync(join(PACKAGE, "modules", name, "variables.tf"), "utf8");
    const blocks = text.split(/^variable /m).slice(1);
    for (const block of blocks) {
      expect(block).toMatch(/^ {2}type +=/m);
      expect(block).toMatch(/^ {2}description +=/m);
      expect(block).toMatch(/^ {2}nullable +=/m);
    }
  });
});

describe("the page", () => {
  const page = readFileSync(join(PACKAGE, "README.md"), "utf8");
  const [file = "", service = "", more = ""] = [...page.matchAll(/^```yaml\n(.*?)^```$/gms)].map(
    ([, text = ""]) => text,
  );
  const { version }: { version: string } = JSON.parse(readFileSync(join(PACKAGE, "package.json"), "utf8"));
  const here = file.replace(`"@towpath/azure@${version}"`, "../../types/*.yaml");

  test("begins with a platform and a service that are right", () => {
    expect(file).toContain(`"@towpath/azure@${version}"`);
    const written = platformOf(() => here);
    expect(findingsOf(written).filter(({ code }) => code !== "manifest/no-recipe")).toEqual([]);
    const [, resources = ""] = /^resources:\n(.*)/ms.exec(service) ?? [];
    expect(azureService(`\n${resources}`, { platform: written }).findings).toEqual([]);
  });

  test("tightens and loosens in a way that is right, too", () => {
    const [, int = "", prod = ""] = /^ {2}int:\n(.*)^ {2}prod:\n(.*)/ms.exec(more) ?? [];
    const values = here.slice(here.indexOf("    engines:"), here.indexOf("resourceTypes:"));
    const written = platformOf(() => here.replace(/ {2}prod:\n/, `  int:\n${values}${int}  prod:\n${prod}`));
    expect(Object.keys(written.document.environments)).toEqual(["dev", "int", "prod"]);
    expect(findingsOf(written).filter(({ code }) => code !== "manifest/no-recipe")).toEqual([]);
    const lean = azureService("{ db: { type: postgres } }", { platform: written, environment: "int" });
    expect(lean.graph.resources[0]?.settings).toMatchObject({ class: { value: "burstable" }, cpu: { value: 1 } });
  });
});

test("what services get without a word breaks no rule about data, also when they are critical", () => {
  const { graph } = azureService(
    `{ db: { type: postgres }, sql: { type: mysql }, files: { type: bucket }, cache: { type: redis }, jobs: { type: queue },
       secrets: { type: vault }, host: { type: vm, settings: { sshKey: "${SSH_KEY}" } }, k8s: { type: cluster } }`,
  );
  const { findings } = checkPolicy({
    services: [{ graphs: [graph] }],
    rules: recommended.rules,
    levels: {},
    now: TODAY,
  });
  const data = findings.filter(({ code }) => code.startsWith("data/") && code !== "data/unused-resource");
  // A standby doubles the price: the platform decides for its environments, and the rule asks for it.
  expect(data.map(({ code, address }) => `${code} ${address}`)).toEqual([
    "data/high-availability resources.db.settings.highAvailability",
    "data/high-availability resources.sql.settings.highAvailability",
  ]);
});

test("what the platform has decided is not a service's to change", () => {
  const found = azureService("{ files: { type: bucket, settings: { publicAccess: true, keyAccess: true } } }").findings;
  expect(found.map(({ code, level }) => [code, level])).toEqual([
    ["setting/bucket/publicAccess", "mandatory"],
    ["setting/bucket/keyAccess", "advisory"],
  ]);
});

test("nothing that azurerm 5 has no more is used", () => {
  const gone: Readonly<Record<string, readonly RegExp[]>> = {
    mysql: [/public_network_access_enabled/],
    bucket: [/storage_account_name/, /queue_properties/, /static_website/, /resource_manager_id/, /managed_hsm_key_id/],
    vault: [/enable_rbac_authorization/, /\bcontact\b/],
    cluster: [/local_authentication_disabled/, /transparent_huge_page_enabled/, /container_log_max_line/],
    vm: [/soft_delete_enabled/],
  };
  for (const { name } of types) {
    const folder = join(PACKAGE, "modules", name);
    const text = readdirSync(folder)
      .map((file) => readFileSync(join(folder, file), "utf8"))
      .join("\n");
    // Everywhere: blocks of diagnostic settings, what keeps data by stopping Terraform, and secrets in the state.
    for (const pattern of [
      ...(gone[name] ?? []),
      /^ *metric \{/m,
      /retention_policy \{ *enabled/,
      /prevent_destroy/,
      /random_password/,
    ])
      expect([name, text.match(pattern)?.[0]]).toEqual([name, undefined]);
  }
});
