import { join } from "node:path";
import { copyExample } from "../example/copy-example.ts";
import { runnerVariables } from "../example/runner-variables.ts";
import { builtFile } from "../example/towpath-command.ts";
import { besideEmptyNode } from "../measure/beside.ts";
import type { Suite } from "./suite.ts";

export const action: Suite = {
  name: "action",
  summary:
    "the bundle of actions/check, as GitHub's runner starts it: its start alone, with what a check loads, and one manifest",
  run({ root, scratch, pairs }) {
    const folder = join(scratch, "orders");
    copyExample(root, folder);
    const variables = {
      ...runnerVariables(folder, scratch),
      INPUT_MANIFESTS: "towpath.yaml",
    };
    const args = [builtFile(root, "actions/check/dist/main.js")];
    const command = { file: process.execPath, args, folder, variables, outputFile: join(scratch, "output.log") };
    // It has read its inputs when it refuses one, and loaded all that every check needs when there is nothing to check.
    const refused = { ...command, variables: { ...variables, "INPUT_FAIL-ON": "nothing" }, exitCode: 2 };
    const loaded = { ...command, variables: { ...variables, INPUT_MANIFESTS: "nothing.yaml" }, exitCode: 2 };
    return [
      besideEmptyNode("actions/check, its start", refused, pairs, "≤ 2.00"),
      besideEmptyNode("actions/check, all that a check loads", loaded, pairs),
      besideEmptyNode("actions/check, one manifest", command, pairs),
    ];
  },
};
