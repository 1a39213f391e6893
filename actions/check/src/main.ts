import { runAction } from "@towpath/action-kit";
import { causeOf, check } from "@towpath/operations";
import { adviceFailure } from "./advice-failure.ts";
import { inputs } from "./inputs.ts";

await runAction(
  inputs,
  async ({ manifests, platform, environments, failOn, annotations, summary }, effects) => {
    const result = await check({ manifests, platform, environments, isUntrusted: true }, effects);
    return { result, cause: causeOf(result), failure: adviceFailure(result, failOn), annotations, summary };
  },
  { folder: (input) => input.workingDirectory },
);
