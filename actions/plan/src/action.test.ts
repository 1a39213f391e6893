import { join } from "node:path";
import { COMMON_OUTPUTS, inputName } from "@towpath/action-kit";
import { GITHUB_PERMISSIONS } from "@towpath/github";
import { actionSuite } from "@towpath/testkit/action-suite";
import { inputs } from "./inputs.ts";

const { treeAt, stickyComment, createCheckRun } = GITHUB_PERMISSIONS;

actionSuite(join(import.meta.dirname, ".."), {
  inputs,
  inputName,
  outputs: [...Object.keys(COMMON_OUTPUTS), "changes", "offline", "plans"],
  permissions: [[treeAt], [stickyComment, "comment"], [createCheckRun, "check-run"]],
});
