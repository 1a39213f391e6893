import { runAction } from "@towpath/action-kit";
import { inputs } from "./inputs.ts";

await runAction(
  inputs,
  async (input, effects, job) => {
    const { runCheck } = await import("./run-check.ts");
    return runCheck(input, effects, job);
  },
  { folder: (input) => input.workingDirectory },
);
