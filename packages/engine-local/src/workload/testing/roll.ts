/** A command that is killed on purpose: `node roll.ts MODULE FOLDER PORT VERSION STRATEGY|stop`. */
import { crewOf } from "./crew.ts";
import { contextOf, releaseOf, targetOf, workloadOf } from "./local-service.ts";

const [, , module = "", folder = "", port = "", version = "", what = "rolling", crew = ""] = process.argv;
const { localWorkloadHost }: typeof import("../local-workload-host.ts") = await import(module);
const host = localWorkloadHost({ folder, drainMs: 2_000, stopGraceMs: 1_000, stableMs: 200 });
const target = crew ? crewOf(folder, Number(port)) : targetOf([workloadOf({ port: Number(port) })]);
if (what === "stop") {
  await host.stop(target, contextOf());
  process.stdout.write("stopped");
} else {
  const strategy = what === "recreate" || what === "canary" ? what : "rolling";
  const { status } = await host.roll(target, releaseOf(version), strategy, async () => "go", contextOf());
  process.stdout.write(status);
}
