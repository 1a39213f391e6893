// Writes the root module that the Terraform engine would make, with a state of its own beside it: `FOLDER COUNT`.
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { Secret } from "@towpath/core";
import { rootModule } from "@towpath/engine-terraform";
import { ENGINE, notesGraph, writeModule } from "./notes-graph.ts";

const [folder = "", count = ""] = process.argv.slice(2);
const graph = notesGraph(Number(count));
const home = writeModule(join(folder, "platform"));
const root = await rootModule({
  graph,
  engine: ENGINE,
  wanted: graph.resources,
  kept: [],
  moved: [],
  imports: [],
  outputs: async () => undefined,
  secrets: async () => new Secret("none"),
  generated: async () => new Secret("none"),
  homeOf: () => home,
  backend: "none",
});
for (const [path, bytes] of root.files) {
  const file = join(folder, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, bytes);
}
