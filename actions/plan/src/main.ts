import { runAction } from "@towpath/action-kit";
import { inputs } from "./inputs.ts";

await runAction(
  inputs,
  async (input, effects, job) => {
    const { runPlan } = await import("./run-plan.ts");
    return runPlan(input, effects, job);
  },
  { folder: (input) => input.workingDirectory },
);
