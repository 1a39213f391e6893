import { join } from "node:path";
import { COMMON_OUTPUTS, inputName } from "@towpath/action-kit";
import { GITHUB_PERMISSIONS } from "@towpath/github";
import { actionSuite } from "@towpath/testkit/action-suite";
import { inputs } from "./inputs.ts";

const { commit, requestIdentity } = GITHUB_PERMISSIONS;

actionSuite(join(import.meta.dirname, ".."), {
  inputs,
  inputName,
  outputs: [...Object.keys(COMMON_OUTPUTS), "digest", "evidence", "statements"],
  permissions: [[commit], [requestIdentity]],
});
