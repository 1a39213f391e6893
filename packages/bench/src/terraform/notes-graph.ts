import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { ModuleHome } from "@towpath/engine-terraform";
import type { Graph } from "@towpath/manifest";
import { graphWith } from "@towpath/testkit";

/** The engine's name. */
export const ENGINE = "cloud";

/** What every Terraform has, so that nothing but it and Towpath is measured: no provider to start, and none to fetch. */
const MODULE = `variable "text" { type = string }
variable "size" { type = number }
variable "tags" { type = map(string) }
resource "terraform_data" "this" {
  input = { text = var.text, size = var.size, tags = var.tags }
}
output "id" { value = terraform_data.this.id }
output "text" { value = terraform_data.this.output.text }
`;

/** Writes the module that makes the resources of {@link notesGraph}. */
export function writeModule(folder: string): ModuleHome {
  mkdirSync(join(folder, "platform/types"), { recursive: true });
  mkdirSync(join(folder, "platform/modules/note"), { recursive: true });
  writeFileSync(join(folder, "platform/modules/note/main.tf"), MODULE);
  return { folder: join(folder, "platform/types"), boundary: join(folder, "platform") };
}

/** So many resources on an engine of kind terraform, each one call of a module with one thing in it. */
export function notesGraph(count: number): Graph {
  const names = Array.from({ length: count }, (_, index) => `note-${index}`);
  const graph = graphWith({
    service: "bench",
    engines: [{ name: ENGINE, kind: "terraform", options: {} }],
    resources: Object.fromEntries(
      names.map((name, size) => [
        name,
        {
          type: "note",
          engine: ENGINE,
          settings: { text: `the text of ${name}`, size },
          outputs: { id: { type: "string", isSecret: false }, text: { type: "string", isSecret: false } },
        },
      ]),
    ),
  });
  const inputs = { text: "${settings.text}", size: "${settings.size}" };
  const options = { module: "../modules/note", inputs };
  return {
    ...graph,
    resources: graph.resources.map((resource) => ({
      ...resource,
      recipe: { kind: "terraform", options, origin: resource.origin },
    })),
  };
}
