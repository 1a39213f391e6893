import { defineRule } from "../../rule/define-rule.ts";
import { scriptExpressions } from "./script-expressions.ts";
import { variableFix } from "./variable-fix.ts";

/** What a workflow cannot know is no part of a script. */
export const unknownInScript = defineRule({
  id: "workflows/unknown-in-script",
  phase: "repository",
  select: { step: ["run", "uses"] },
  meta: {
    severity: "low",
    since: "0.2.0",
    fix: "unsafe",
    messages: {
      direct:
        "The script holds {{read}}. Nothing in the repository says what that can be; if it holds a quote or a `$(`, it is run.",
      passed:
        "The script holds {{read}}, which comes from {{source}}. Nothing in the repository says what that can be; if it holds a quote or a `$(`, it is run.",
    },
    docs: {
      summary: "Scripts are not filled with inputs, outputs and variables of unknown content.",
      rationale:
        "Inputs of reusable workflows and actions, outputs of earlier steps, names of branches and variables of the organization are trusted until the day on which one of them carries a title or a file's name. " +
        "Then the script runs it, and nobody looks here. What strangers surely can write is found by workflows/template-injection. " +
        "Inputs of type boolean, number, choice and environment hold nothing else, and variables that the workflow itself sets are known; neither is reported.",
      bad: [
        'on: { workflow_dispatch: { inputs: { version: { type: string } } } }\njobs:\n  build:\n    runs-on: ubuntu-latest\n    steps:\n      - run: ./build.sh "${{ inputs.version }}"\n',
        "name: pack\ninputs: { file: { required: true } }\nruns:\n  using: composite\n  steps:\n    - run: tar cf out.tar ${{ inputs.file }}\n      shell: bash\n",
      ],
      good: [
        'on: { workflow_dispatch: { inputs: { version: { type: string }, debug: { type: boolean } } } }\njobs:\n  build:\n    runs-on: ubuntu-latest\n    env: { LEVEL: high }\n    steps:\n      - run: ./build.sh "$VERSION" ${{ inputs.debug }} ${{ env.LEVEL }}\n        env:\n          VERSION: ${{ inputs.version }}\n',
      ],
    },
  },
  check(step, context) {
    if (step.kind === "other") return;
    for (const { place, path, found, index, interpolation } of scriptExpressions(step)) {
      if (found?.trust !== "unknown") continue;
      const { source, via, read } = found;
      const common = {
        at: [place, ...via.map((one) => ({ ...one, note: "passed on here" }))],
        path: [...path, String(index)],
        suggestions: ["Set a variable to it in the step's `env`, and read the variable in the script."],
        fix: variableFix(step, interpolation, found.names),
      };
      if (via.length === 0) context.report({ messageId: "direct", data: { read }, ...common });
      else context.report({ messageId: "passed", data: { read, source }, ...common });
    }
  },
});
