// Plans or applies made-up resources by the Terraform engine, with the state in a folder: `plan|apply FOLDER COUNT`. The Terraform
// that it finds is one that notes what it costs. Prints what our own process cost, as JSON, without its start.
import { join } from "node:path";
import { nodeClock, Secret } from "@towpath/core";
import { terraformEngine } from "@towpath/engine-terraform";
import {
  applyEnvironment,
  contextFor,
  type Environment,
  fileStore,
  isEmptyPlan,
  openSecretBox,
  planEnvironment,
} from "@towpath/provisioning";
import { ENGINE, notesGraph, writeModule } from "./notes-graph.ts";

const [verb = "", folder = "", count = ""] = process.argv.slice(2);
const graph = notesGraph(Number(count));
const home = writeModule(folder);
const state = fileStore(join(folder, "state"));
const secretBox = await openSecretBox(join(folder, "key"));
const engine = terraformEngine({
  name: ENGINE,
  folders: { data: join(folder, "data") },
  secretBox,
  homeOf: () => home,
  platformFolder: join(folder, "platform"),
});
const context = contextFor({
  clock: nodeClock,
  signal: new AbortController().signal,
  variables: { PATH: process.env["PATH"], HOME: folder },
  secrets: async () => new Secret("none"),
  holder: { who: "bench", run: "1", since: nodeClock.now().toISOString() },
  graph,
  state,
  secretBox,
});
const environment: Environment = { graph, engines: new Map([[ENGINE, engine]]), state, context };

const started = process.cpuUsage();
const from = performance.now();
if (verb === "apply") {
  const { outcome } = await applyEnvironment(environment, {});
  if (outcome.status !== "done") throw new Error(`The apply ended as ${outcome.status}.`);
} else {
  const plan = await planEnvironment(environment, "match");
  if (isEmptyPlan(plan) !== (verb === "look")) throw new Error("The plan is another one than it should be.");
}
const wallMs = performance.now() - from;
const { user, system } = process.cpuUsage(started);
const peakMiB = process.resourceUsage().maxRSS / 1024;
process.stdout.write(`${JSON.stringify({ wallMs, cpuMs: (user + system) / 1000, peakMiB })}\n`);
