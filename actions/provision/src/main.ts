import { runAction } from "@towpath/action-kit";
import { inputs } from "./inputs.ts";

await runAction(
  inputs,
  async (input, effects, job) => {
    const { runProvision } = await import("./run-provision.ts");
    return runProvision(input, effects, job);
  },
  { folder: (input) => input.workingDirectory },
);
