// Plans or applies made-up resources by the reconciler, with the state in a folder: `plan|apply FOLDER COUNT`. Prints what that
// cost, in milliseconds of CPU, without the start of the process.
import { join } from "node:path";
import { nodeClock, Secret } from "@towpath/core";
import {
  applyEnvironment,
  contextFor,
  createReconcilingEngine,
  type Environment,
  fileStore,
  isEmptyPlan,
  openSecretBox,
  planEnvironment,
} from "@towpath/provisioning";
import { graphWith } from "@towpath/testkit";
import { echoDriver } from "./echo-driver.ts";

const [verb = "", folder = "", count = ""] = process.argv.slice(2);
const graph = graphWith({
  resources: Object.fromEntries(
    Array.from({ length: Number(count) }, (_, index) => [
      `r${index}`,
      { settings: { size: index, name: `thing-${index}` }, dependsOn: index % 10 === 0 ? [] : [`r${index - 1}`] },
    ]),
  ),
});
const state = fileStore(join(folder, "state"));
const secretBox = await openSecretBox(join(folder, "key"));
const engine = createReconcilingEngine({ name: "local", kind: "local", drivers: { thing: echoDriver }, secretBox });
const context = contextFor({
  clock: nodeClock,
  signal: new AbortController().signal,
  variables: {},
  secrets: async () => new Secret("none"),
  holder: { who: "bench", run: "1", since: nodeClock.now().toISOString() },
  graph,
  state,
  secretBox,
});
const environment: Environment = { graph, engines: new Map([["local", engine]]), state, context };

const started = process.cpuUsage();
if (verb === "apply") {
  const { outcome } = await applyEnvironment(environment, {});
  if (outcome.status !== "done") throw new Error(`The apply ended as ${outcome.status}.`);
} else if (!isEmptyPlan(await planEnvironment(environment, "match"))) {
  throw new Error("The plan is not empty.");
}
const { user, system } = process.cpuUsage(started);
process.stdout.write(`${(user + system) / 1000}\n`);
