/** A command that is killed on purpose: `node roll.ts MODULE FOLDER PORT VERSION STRATEGY`. */
import { contextOf, releaseOf, targetOf, workloadOf } from "./local-service.ts";

const [, , module = "", folder = "", port = "", version = "", strategy = "rolling"] = process.argv;
const { localWorkloadHost }: typeof import("../local-workload-host.ts") = await import(module);
const host = localWorkloadHost({ folder, drainMs: 2_000, stopGraceMs: 1_000 });
const rollout = await host.roll(
  targetOf([workloadOf({ port: Number(port) })]),
  releaseOf(version),
  strategy === "recreate" ? "recreate" : "rolling",
  async () => "go",
  contextOf(),
);
process.stdout.write(rollout.status);
