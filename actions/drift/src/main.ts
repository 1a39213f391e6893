import { runAction } from "@towpath/action-kit";
import { inputs } from "./inputs.ts";

await runAction(
  inputs,
  async (input, effects, job) => {
    const { runDrift } = await import("./run-drift.ts");
    return runDrift(input, effects, job);
  },
  { folder: (input) => input.workingDirectory },
);
