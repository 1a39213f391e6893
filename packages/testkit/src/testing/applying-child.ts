import { join } from "node:path";
import { errorMessage, nodeClock, Secret } from "@towpath/core";
import {
  applyEnvironment,
  contextFor,
  createReconcilingEngine,
  fileStore,
  openSecretBox,
  type StateStore,
} from "@towpath/provisioning";
import { orderableFaults } from "../worlds/faults.ts";
import { fileWorld, type World } from "../worlds/world.ts";
import { worldDriver } from "../worlds/world-driver.ts";
import { killGraphs } from "./kill-graphs.ts";

// Applies a graph, and is killed at the instant that the third argument counts to: before and after each effect on the
// world and each write of the state. Waits for the lock for the milliseconds of the fourth.
const [folder = "", which = "", killAt = "0", wait = "0"] = process.argv.slice(2);
let instants = 0;
function instant(): void {
  instants += 1;
  if (instants === Number(killAt)) process.kill(process.pid, "SIGKILL");
}

const files = fileStore(join(folder, "state"));
const store: StateStore = {
  ...files,
  async write(key, bytes, expected) {
    instant();
    const version = await files.write(key, bytes, expected);
    instant();
    return version;
  },
};
const real = fileWorld(join(folder, "world.json"));
const around = (effect: () => void) => {
  instant();
  effect();
  instant();
};
const world: World = {
  ...real,
  put: (thing) => around(() => real.put(thing)),
  remove: (id) => around(() => real.remove(id)),
};

const graph = killGraphs[which];
if (!graph) throw new Error(`There is no graph ${which}.`);
const secretBox = await openSecretBox(join(folder, "key"));
const driver = worldDriver(world, orderableFaults(), { upgradesBeside: true, followsNames: true });
const engine = createReconcilingEngine({ name: "local", kind: "local", drivers: { thing: driver }, secretBox });
const context = contextFor({
  clock: nodeClock,
  signal: new AbortController().signal,
  variables: {},
  secrets: async () => new Secret("none"),
  holder: { who: "child", run: String(process.pid), since: nodeClock.now().toISOString() },
  graph,
  state: store,
  secretBox,
});
const environment = { graph, engines: new Map([["local", engine]]), state: store, context };
const options = { consent: { allowed: ["data-loss:resources.db"] }, waitMs: Number(wait) };
try {
  const { outcome } = await applyEnvironment(environment, options);
  process.stdout.write(`${outcome.status} ${instants}\n`);
} catch (error) {
  process.stdout.write(`${errorMessage(error)}\n`);
}
