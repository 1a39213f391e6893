import { runAction } from "@towpath/action-kit";
import { inputs } from "./inputs.ts";

await runAction(
  inputs,
  async (input, effects, job) => {
    const { runBuild } = await import("./run-build.ts");
    return runBuild(input, effects, job);
  },
  { folder: (input) => input.workingDirectory },
);
