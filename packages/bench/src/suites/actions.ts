import { join } from "node:path";
import { copyExample } from "../example/copy-example.ts";
import { runnerVariables } from "../example/runner-variables.ts";
import { builtFile } from "../example/towpath-command.ts";
import { besideEmptyNode } from "../measure/beside.ts";
import type { Suite } from "./suite.ts";

/** Beside the check, which has a suite of its own. */
const ACTIONS = ["plan", "provision", "build", "test", "sign", "deploy", "drift", "comply"] as const;

export const actions: Suite = {
  name: "actions",
  summary:
    "the bundles of the other actions, as GitHub's runner starts them: the start alone, and with what each loads",
  run({ root, scratch, pairs }) {
    const folder = join(scratch, "orders");
    copyExample(root, folder);
    const variables = {
      ...runnerVariables(folder, scratch),
      GITHUB_EVENT_NAME: "push",
    };
    return ACTIONS.flatMap((name) => {
      const args = [builtFile(root, `actions/${name}/dist/main.js`)];
      const command = { file: process.execPath, args, folder, outputFile: join(scratch, "output.log"), exitCode: 2 };
      // It has read its inputs when it refuses one, and loaded what it does when the manifest is not there.
      const refused = { ...command, variables: { ...variables, INPUT_SUMMARY: "nothing" } };
      const manifest = name === "plan" || name === "drift" ? "INPUT_MANIFESTS" : "INPUT_MANIFEST";
      const approved = name === "provision" ? { INPUT_APPROVED: "none" } : {};
      const loaded = { ...command, variables: { ...variables, ...approved, [manifest]: "nothing.yaml" } };
      return [
        besideEmptyNode(`actions/${name}, its start`, refused, pairs, "≤ 3.00, 45 ms more"),
        besideEmptyNode(`actions/${name}, all that it loads`, loaded, pairs),
      ];
    });
  },
};
