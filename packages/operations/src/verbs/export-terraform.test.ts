import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { nodeClock } from "@towpath/core";
import { terraformHere } from "@towpath/testkit/terraform";
import { describe, expect, test } from "vitest";
import { folderWith, manifestOf } from "../testing/folder-with.ts";
import { apply } from "./apply.ts";
import { exportTerraform } from "./export-terraform.ts";

const program = terraformHere();

const FILES = {
  "towpath.yaml": manifestOf(
    "shop",
    'platform: ./platform\nsecrets: { api: { from: env:API } }\nresources: { db: { type: database, settings: { note: "${secrets.api}" } }, cache: { type: database } }\n',
  ),
  ".towpath/secrets.env": "api=value-of-the-key\n",
  "platform/platform.yaml": `apiVersion: towpath.dev/v1
kind: Platform
metadata: { name: acme }
environments:
  dev: { engine: local }
  prod:
    engines: { cloud: { kind: terraform } }
    secrets: { env: { environment: {} } }
  native:
    engines: { cloud: { kind: terraform, backend: { azurerm: { container_name: state } } } }
    secrets: { env: { environment: {} } }
  closed:
    engines: { cloud: { kind: terraform } }
    state: { store: azblob, account: acmestate }
    secrets: { env: { environment: {} } }
  two:
    engines: { one: { kind: terraform }, other: { kind: terraform } }
    place: { "*": one }
    secrets: { env: { environment: {} } }
resourceTypes: [./types/*.yaml]
`,
  "platform/types/database.yaml": `apiVersion: towpath.dev/v1
kind: ResourceType
metadata: { name: database }
stateful: true
settings: { note: { type: string } }
outputs: { name: { type: string }, url: { type: string, secret: true } }
recipes:
  local: { driver: postgres }
  terraform:
    module: ../modules/database
    inputs:
      name: "\${resource.name}"
      note: "\${settings.note}"
      password: "\${generated.password}"
      password_version: "\${generated.password.version}"
    generated: { password: {} }
    outputs: { url: "db://\${generated.password}@\${outputs.name}" }
`,
  "platform/modules/database/main.tf": `variable "name" { type = string }
variable "note" {
  type      = string
  default   = null
  sensitive = true
}
variable "password" {
  type      = string
  ephemeral = true
}
variable "password_version" { type = number }
resource "terraform_data" "it" {
  input = { name = var.name, note = var.note, version = var.password_version }
}
output "name" { value = nonsensitive(terraform_data.it.output.name) }
`,
};

function serviceOf() {
  const { PATH } = process.env;
  const { folder, effects: bare } = folderWith(FILES, { clock: nodeClock });
  return { folder, effects: { ...bare, variables: { ...bare.variables, PATH } } };
}

const text = (...path: readonly string[]) => readFileSync(join(...path), "utf8");

describe("export terraform", () => {
  test("writes a module that stands alone, and no secret", async () => {
    const { folder, effects } = serviceOf();
    const result = await exportTerraform({ environment: "prod" }, effects);
    expect(result).toMatchObject({
      verb: "export terraform",
      status: "ok",
      summary: "terraform/prod holds what Terraform makes of shop in prod.",
      data: {
        modules: [
          {
            engine: "cloud",
            folder: "terraform/prod",
            files: [
              ".gitignore",
              "README.md",
              "main.tf.json",
              "modules/database/main.tf",
              "terraform.tfvars.example",
              "versions.auto.tfvars.json",
            ],
            variables: [
              { name: "generated_cache_password", description: "The password that was generated for resources.cache." },
              { name: "generated_db_password", description: "The password that was generated for resources.db." },
              { name: "secret_api", description: "The secret api of the service." },
            ],
            backend: null,
            state: null,
          },
        ],
      },
    });
    const out = join(folder, "terraform/prod");
    expect(text(out, "terraform.tfvars.example")).toContain('# The secret api of the service.\nsecret_api = ""\n');
    expect(text(out, "README.md")).toContain("Export again with `--state`");
    expect(JSON.parse(text(out, "main.tf.json"))).not.toHaveProperty("terraform.backend");
    for (const name of readdirSync(out, { recursive: true, encoding: "utf8" }))
      if (statSync(join(out, name)).isFile()) expect(text(out, name)).not.toContain("value-of-the-key");
    if (program === undefined) return; // said above
    const run = (...args: readonly string[]) => execFileSync(program, args, { cwd: out, encoding: "utf8" });
    run("init", "-no-color");
    expect(run("validate", "-json")).toContain('"valid": true');
  });

  test("shows what documents give to who may not read the state, and says so", async () => {
    const { folder, effects } = serviceOf();
    const result = await exportTerraform({ environment: "closed" }, effects);
    expect(result).toMatchObject({ status: "ok", data: { isStateRead: false, modules: [{ state: null }] } });
    expect(JSON.stringify(result.sections)).toContain("not read: The state of this environment is sealed");
    expect(text(folder, "terraform/closed/README.md")).toMatch(
      /To be read, and not to be applied(?!.*terraform plan)/s,
    );
    expect(await exportTerraform({ environment: "closed", withState: true }, effects)).toMatchObject({
      findings: [{ code: "provisioning/state-key" }],
    });
  });

  test("writes over what it wrote, and over nothing else", async () => {
    const { folder, effects } = serviceOf();
    const request = { environment: "prod", out: "out" };
    const out = join(folder, "out");
    const again = () => exportTerraform(request, effects);
    expect(await again()).toMatchObject({ status: "ok" });
    writeFileSync(join(folder, "platform/modules/database/more.tf"), "");
    expect(await again()).toMatchObject({ status: "ok" });
    expect(existsSync(join(out, "modules/database/more.tf"))).toBe(true);
    writeFileSync(join(folder, "towpath.yaml"), FILES["towpath.yaml"].replace(/, settings: \{.*?\} \}/, " }"));
    expect(await again()).toMatchObject({ status: "ok" });
    expect(text(out, "terraform.tfvars.example")).not.toContain("secret_api");

    writeFileSync(join(out, "main.tf.json"), "{}");
    expect(await again()).toMatchObject({
      status: "failed",
      findings: [{ code: "operation/export-folder", message: expect.stringContaining("main.tf.json has changed") }],
    });
    expect(text(out, "main.tf.json")).toBe("{}");
    mkdirSync(join(folder, "mine"));
    writeFileSync(join(folder, "mine/notes.txt"), "mine");
    const refused = { status: "failed", findings: [{ code: "operation/export-folder" }] };
    expect(await exportTerraform({ ...request, out: "mine" }, effects)).toMatchObject(refused);
    expect(readdirSync(join(folder, "mine"))).toEqual(["notes.txt"]);
    symlinkSync("mine", join(folder, "link"));
    expect(await exportTerraform({ ...request, out: "link" }, effects)).toMatchObject(refused);
    expect(await exportTerraform({ ...request, out: "towpath.yaml" }, effects)).toMatchObject(refused);
  });

  test("keeps the platform's backend, and says where a state is that it cannot write", async () => {
    const { folder, effects } = serviceOf();
    const result = await exportTerraform({ environment: "native" }, effects);
    expect(result.data?.modules).toMatchObject([{ backend: "azurerm" }]);
    expect(JSON.parse(text(folder, "terraform/native/main.tf.json"))).toMatchObject({
      terraform: { backend: { azurerm: { container_name: "state", key: "shop/native/cloud.tfstate" } } },
    });
    expect(text(folder, "terraform/native/README.md")).toContain("the backend `azurerm`");
    expect(await exportTerraform({ environment: "native", withState: true }, effects)).toMatchObject({
      status: "invalid",
      findings: [{ code: "operation/export-state", message: expect.stringContaining("it is in the backend azurerm") }],
    });
    expect(await exportTerraform({ environment: "prod", withState: true }, effects)).toMatchObject({
      findings: [{ code: "operation/export-state", message: expect.stringContaining("nothing was applied yet") }],
    });
    expect(existsSync(join(folder, "terraform/prod"))).toBe(false);
    expect(await exportTerraform({ environment: "dev" }, effects)).toMatchObject({
      status: "invalid",
      findings: [{ code: "operation/no-terraform" }],
    });
  });

  test("gives each engine a folder", async () => {
    const { folder, effects } = serviceOf();
    const result = await exportTerraform({ environment: "two", out: "out" }, effects);
    expect(result.data?.modules.map((each) => each.folder)).toEqual(["out/one", "out/other"]);
    expect(JSON.parse(text(folder, "out/other/main.tf.json"))).not.toHaveProperty("module");
  });

  // Not run where there is no Terraform: terraformHere() says so in one line, and fails in CI.
  test.skipIf(program === undefined)(
    "after an apply, plain Terraform finds nothing to do",
    { timeout: 120_000 },
    async () => {
      const { folder, effects } = serviceOf();
      const applied = await apply({ environment: "prod", confirm: async () => true }, effects);
      expect(applied).toMatchObject({ status: "ok" });
      const result = await exportTerraform({ environment: "prod", withState: true }, effects);
      expect(result.data?.modules[0]?.state).toBe("terraform/prod/terraform.tfstate");
      expect(JSON.stringify(result.sections)).toContain("IT HOLDS SECRETS");
      const out = join(folder, "terraform/prod");
      expect(statSync(join(out, "terraform.tfstate")).mode & 0o777).toBe(0o600);
      const env = {
        PATH: process.env["PATH"],
        TF_VAR_secret_api: "value-of-the-key",
        // They are sent only when their numbers change.
        TF_VAR_generated_db_password: "x",
        TF_VAR_generated_cache_password: "x",
      };
      const run = (...args: readonly string[]) =>
        execFileSync(program ?? "", args, { cwd: out, encoding: "utf8", env });
      run("init", "-no-color", "-input=false");
      expect(run("plan", "-no-color", "-input=false", "-detailed-exitcode")).toContain("No changes.");
      expect(await exportTerraform({ environment: "prod" }, effects)).toMatchObject({
        findings: [{ code: "operation/export-folder" }],
      });
    },
  );
});
