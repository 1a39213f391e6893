/** The resource types of these tests, and the modules that make them: each does one thing that a module may do. */
export const TYPES: Readonly<Record<string, string>> = {
  // One thing that holds no data.
  thing: `stateful: false
settings:
  size: { type: integer, default: 1, change: update }
  title: { type: string, change: replace }
  label: { type: string }
  token: { type: string }
outputs:
  id: { type: string }
  endpoint: { type: string }
  size: { type: integer }
recipes:
  terraform:
    module: ../modules/thing
    inputs: { name: "\${service.name}-\${resource.name}", size: "\${settings.size}", title: "\${settings.title}", label: "\${settings.label}", token: "\${settings.token}" }
  local: { driver: thing }
`,
  // Three parts, of which one holds data; a password that is generated, and a key that the provider gives.
  store: `stateful: true
versions: [{ version: "16", status: supported }, { version: "17", status: current }]
settings:
  size: { type: integer, default: 1, change: update }
  collation: { type: string, default: C, change: replace }
outputs:
  host: { type: string }
  id: { type: string }
  password: { type: string, secret: true }
  key: { type: string, secret: true }
  url: { type: string, secret: true }
recipes:
  terraform:
    module: ../modules/store
    inputs:
      name: "\${service.name}-\${resource.name}-\${settings.collation}"
      size: "\${settings.size}"
      engine_version: "\${resource.version}"
      password: "\${generated.password}"
      password_version: "\${generated.password.version}"
    generated: { password: { length: 24 } }
    outputs:
      host: endpoint
      password: "\${generated.password}"
      url: "store://admin:\${generated.password}@\${outputs.endpoint}/data"
    adopt: memory_thing.main
  local: { driver: store }
`,
  // Nothing but what every Terraform has.
  note: `stateful: false
settings:
  text: { type: string, default: hello, change: update }
outputs:
  id: { type: string }
  text: { type: string }
recipes:
  terraform: { module: ../modules/note, inputs: { text: "\${settings.text}" } }
  local: { driver: note }
`,
};

export const MODULES: Readonly<Record<string, string>> = {
  "thing/main.tf": `terraform {
  required_providers {
    memory = { source = "towpath/memory" }
  }
}
variable "name" { type = string }
variable "size" { type = number }
variable "title" {
  type    = string
  default = null
}
variable "label" {
  type    = string
  default = null
}
variable "token" {
  type      = string
  default   = null
  sensitive = true
}
resource "memory_thing" "this" {
  name   = var.title == null ? var.name : var.title
  size   = var.size
  secret = var.token
  labels = var.label == null ? null : { label = var.label }
}
output "id" { value = memory_thing.this.id }
output "endpoint" { value = memory_thing.this.endpoint }
output "size" { value = memory_thing.this.size }
`,
  "store/main.tf": `terraform {
  required_providers {
    memory = { source = "towpath/memory" }
  }
}
variable "name" { type = string }
variable "size" { type = number }
variable "engine_version" { type = string }
variable "password" {
  type      = string
  ephemeral = true
}
variable "password_version" { type = number }
resource "memory_thing" "main" {
  name                = var.name
  size                = var.size
  version             = var.engine_version
  password_wo         = var.password
  password_wo_version = var.password_version
}
resource "memory_link" "rule" {
  name     = "\${var.name}-rule"
  thing_id = memory_thing.main.id
}
resource "memory_thing" "backup" {
  name = "\${var.name}-backup"
}
output "id" { value = memory_thing.main.id }
output "endpoint" { value = memory_thing.main.endpoint }
output "key" {
  value     = memory_thing.main.key
  sensitive = true
}
`,
  "note/main.tf": `variable "text" { type = string }
resource "terraform_data" "this" {
  input = var.text
}
output "id" { value = terraform_data.this.id }
output "text" { value = terraform_data.this.output }
`,
};

/** A type like another one, under another name, with some texts replaced: a whole document. */
export function typeOf(name: string, like: string, replaced: Readonly<Record<string, string>> = {}): string {
  const body = Object.entries(replaced).reduce((text, [from, to]) => text.replaceAll(from, to), TYPES[like] ?? "");
  return `apiVersion: towpath.dev/v1\nkind: ResourceType\nmetadata: { name: ${name} }\n${body}`;
}
