/** A resource type with every kind of input: text, number, what is absent, what is generated. */
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

/** Its module: nothing but what the program has built in. */
export const DATABASE_MODULE = `variable "name" { type = string }
variable "size" { type = number }
variable "note" {
  type      = string
  default   = null
  sensitive = true
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
output "fqdn" { value = "\${var.name}.example" }
output "name" { value = terraform_data.it.output.name }
`;

/** What stands beside a manifest with such databases. */
export const DATABASE_DOCUMENTS = {
  types: { database: DATABASE },
  files: { "platform/modules/database/main.tf": DATABASE_MODULE },
} as const;
