import { runAction } from "@towpath/action-kit";
import { inputs } from "./inputs.ts";

await runAction(
  inputs,
  async (input, effects, job) => {
    const { runTest } = await import("./run-test.ts");
    return runTest(input, effects, job);
  },
  { folder: (input) => input.workingDirectory },
);
