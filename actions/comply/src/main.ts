import { runAction } from "@towpath/action-kit";
import { inputs } from "./inputs.ts";

await runAction(
  inputs,
  async (input, effects, job) => {
    const { runComply } = await import("./run-comply.ts");
    return runComply(input, effects, job);
  },
  { folder: (input) => input.workingDirectory },
);
