import { expect, test } from "vitest";
import { rootModule } from "./root-module.ts";
import { writtenService } from "./testing/written-service.ts";

export const DATABASE = `stateful: true
versions: [{ version: "17", status: current }]
settings:
  size: { type: integer, default: 2 }
  note: { type: string }
outputs:
  host: { type: string }
  url: { type: string, secret: true }
recipes:
  terraform:
    module: ../modules/database
    inputs:
      name: \${environment.name}-\${service.name}-\${resource.name}
      size: \${settings.size}
      note: \${settings.note}
      engine_version: \${resource.version}
      password: \${generated.password}
      password_version: \${generated.password.version}
    generated: { password: { length: 20 } }
    outputs: { host: fqdn, url: "db://\${generated.password}@\${outputs.fqdn}/\${outputs.name}" }
`;
export const DATABASE_MODULE = `variable "name" { type = string }
variable "size" { type = number }
variable "note" {
  type    = string
  default = null
}
variable "engine_version" { type = string }
variable "password" {
  type      = string
  ephemeral = true
}
variable "password_version" { type = number }
variable "tags" { type = map(string) }
resource "terraform_data" "it" {
  input            = { name = var.name, size = var.size, note = var.note, tags = var.tags, version = var.password_version }
  triggers_replace = var.engine_version
}
output "fqdn" { value = "\${terraform_data.it.output.name}.example" }
output "name" { value = terraform_data.it.output.name }
`;

test("a service becomes one root module that can be read", async () => {
  const { request } = writtenService({
    manifest: `resources:
  db: { type: database }
  2nd: { type: database, settings: { size: 4, note: "\${resources.db.host}" } }
`,
    types: { database: DATABASE },
    files: { "platform/modules/database/main.tf": DATABASE_MODULE },
    engine: `backend: { azurerm: { container_name: state } }, providers: { azurerm: { source: hashicorp/azurerm, version: "~> 4.40", config: { features: {}, subscription_id: "\${environment.subscription}" } } }, tags: { cost: "\${service.owner}" }`,
    values: "{ subscription: abc }",
  });
  const root = await rootModule({ ...request, backend: "platform" });
  expect([...root.files.keys()]).toEqual(["main.tf.json", "modules/database/main.tf"]);
  expect(new TextDecoder().decode(root.files.get("main.tf.json"))).toMatchSnapshot();
});
