import { runAction } from "@towpath/action-kit";
import { inputs } from "./inputs.ts";

await runAction(
  inputs,
  async (input, effects, job) => {
    const { runSign } = await import("./run-sign.ts");
    return runSign(input, effects, job);
  },
  { folder: (input) => input.workingDirectory },
);
