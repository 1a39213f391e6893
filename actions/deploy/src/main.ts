import { runAction } from "@towpath/action-kit";
import { inputs } from "./inputs.ts";

await runAction(
  inputs,
  async (input, effects, job) => {
    const { runDeploy } = await import("./run-deploy.ts");
    return runDeploy(input, effects, job);
  },
  { folder: (input) => input.workingDirectory },
);
