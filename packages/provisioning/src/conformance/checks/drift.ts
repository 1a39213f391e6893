import { isEmptyPlan } from "../../planning/build-plan.ts";
import { type Kit, openBench, THING } from "../bench.ts";
import { CheckFailed } from "../check-failed.ts";
import type { Disturbance } from "../subject.ts";
import { applied, changedSecrets, clear, inWords, planned, requireQuiet } from "../verdict.ts";
import { A_LIFE, type CheckRun } from "./check-run.ts";

/** What somebody does to a thing by hand is seen, and mended. */
export function driftChecks(kit: Kit): readonly CheckRun[] {
  const { disturbances = [] } = kit.subject;
  return [
    { check: "drift", of: "taken away", needs: A_LIFE, run: () => takenAway(kit) },
    ...disturbances.map(
      (disturbance): CheckRun => ({
        check: "drift",
        of: disturbance.name,
        needs: A_LIFE,
        run: () => disturbed(kit, disturbance),
      }),
    ),
  ];
}

async function takenAway(kit: Kit): Promise<void> {
  const bench = openBench(kit);
  const graph = bench.graph({ [THING]: kit.subject.example });
  await applied(kit, bench, "drift", graph);
  await bench.takeAway(graph);
  const plan = await planned(kit, bench, "drift", graph);
  if (plan.summary.create !== 1)
    throw new CheckFailed("drift", `It was taken away, and planned is: ${inWords(plan) || "nothing"}.`);
  await applied(kit, bench, "drift", graph);
  await requireQuiet(kit, bench, "drift", graph, "making it again");
  await clear(kit, bench, "drift", graph);
}

async function disturbed(kit: Kit, { disturb, isMended }: Disturbance): Promise<void> {
  const bench = openBench(kit);
  const graph = bench.graph({ [THING]: kit.subject.example });
  await applied(kit, bench, "drift", graph);
  const before = await bench.thing(graph);
  await disturb(before);
  const plan = await planned(kit, bench, "drift", graph);
  if (isEmptyPlan(plan)) throw new CheckFailed("drift", "It was changed by hand, and planning does not see it.");
  await applied(kit, bench, "drift", graph);
  await requireQuiet(kit, bench, "drift", graph, "mending it");
  const after = await bench.thing(graph);
  if (isMended && !(await isMended(after))) throw new CheckFailed("drift", "It says that it mended it, and did not.");
  const isSame = plan.summary.create === 0 && plan.summary.replace === 0;
  const changed = changedSecrets(before.outputs, after.outputs);
  if (isSame && changed.length > 0)
    throw new CheckFailed("drift", `Mending it changed what the workload connects with: ${changed.join(", ")}.`);
  await clear(kit, bench, "drift", graph);
}
