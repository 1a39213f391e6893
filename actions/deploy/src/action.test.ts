import { join } from "node:path";
import { COMMON_OUTPUTS, inputName } from "@towpath/action-kit";
import { GITHUB_PERMISSIONS } from "@towpath/github";
import { actionSuite } from "@towpath/testkit/action-suite";
import { inputs } from "./inputs.ts";

const { compare, reviewsOf, createDeployment, requestIdentity } = GITHUB_PERMISSIONS;

actionSuite(join(import.meta.dirname, ".."), {
  inputs,
  inputName,
  outputs: [...Object.keys(COMMON_OUTPUTS), "deployment", "digest", "gates", "url", "verdict", "version"],
  permissions: [[compare], [reviewsOf], [createDeployment], [requestIdentity]],
});
