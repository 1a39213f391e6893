import type { Pack } from "../engine/pack.ts";
import { backupRetention } from "./data/backup-retention.ts";
import { destructiveChange } from "./data/destructive-change.ts";
import { secretsInVariables } from "./data/secrets-in-variables.ts";
import { versionLifecycle } from "./data/version-lifecycle.ts";
import { testsPresent } from "./delivery/tests-present.ts";
import { ownerPresent } from "./ownership/owner-present.ts";
import { runbook } from "./ownership/runbook.ts";
import { healthCheck } from "./workload/health-check.ts";
import { imageByDigest } from "./workload/image-by-digest.ts";
import { limits } from "./workload/limits.ts";
import { replicas } from "./workload/replicas.ts";

/** The rules that hold for any service. Only a secret in a manifest blocks unless the platform asks for more. */
export const recommended: Pack = {
  name: "@towpath/policy/recommended",
  rules: [
    { rule: backupRetention, level: "advisory" },
    { rule: destructiveChange, level: "advisory" },
    { rule: secretsInVariables, level: "mandatory" },
    { rule: versionLifecycle, level: "advisory" },
    { rule: testsPresent, level: "advisory", expectsSubjects: true },
    { rule: ownerPresent, level: "advisory", expectsSubjects: true },
    { rule: runbook, level: "advisory", expectsSubjects: true },
    { rule: healthCheck, level: "advisory" },
    { rule: imageByDigest, level: "advisory" },
    { rule: limits, level: "advisory" },
    { rule: replicas, level: "advisory" },
  ],
};
