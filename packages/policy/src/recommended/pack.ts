import type { Pack } from "../engine/pack.ts";
import { backupRetention } from "./data/backup-retention.ts";
import { deletionProtection } from "./data/deletion-protection.ts";
import { destructiveChange } from "./data/destructive-change.ts";
import { downtime } from "./data/downtime.ts";
import { encryptionAtRest } from "./data/encryption-at-rest.ts";
import { highAvailability } from "./data/high-availability.ts";
import { leftBehind } from "./data/left-behind.ts";
import { previewVersion } from "./data/preview-version.ts";
import { publicAccess } from "./data/public-access.ts";
import { secretsInBuild } from "./data/secrets-in-build.ts";
import { secretsInCommands } from "./data/secrets-in-commands.ts";
import { secretsInFiles } from "./data/secrets-in-files.ts";
import { secretsInLabels } from "./data/secrets-in-labels.ts";
import { secretsInSettings } from "./data/secrets-in-settings.ts";
import { secretsInVariables } from "./data/secrets-in-variables.ts";
import { sharedOwner } from "./data/shared-owner.ts";
import { tlsRequired } from "./data/tls-required.ts";
import { unusedResource } from "./data/unused-resource.ts";
import { unusedSecret } from "./data/unused-secret.ts";
import { versionDowngrade } from "./data/version-downgrade.ts";
import { versionLifecycle } from "./data/version-lifecycle.ts";
import { versionUpgrade } from "./data/version-upgrade.ts";
import { testsPresent } from "./delivery/tests-present.ts";
import { certificateChecks } from "./network/certificate-checks.ts";
import { experimentalPublic } from "./network/experimental-public.ts";
import { hostDomain } from "./network/host-domain.ts";
import { httpsLinks } from "./network/https-links.ts";
import { plainText } from "./network/plain-text.ts";
import { portConflict } from "./network/port-conflict.ts";
import { routeConflict } from "./network/route-conflict.ts";
import { wildcardHost } from "./network/wildcard-host.ts";
import { ownerPresent } from "./ownership/owner-present.ts";
import { runbook } from "./ownership/runbook.ts";
import { autoscale } from "./workload/autoscale.ts";
import { debugSwitches } from "./workload/debug-switches.ts";
import { fileMode } from "./workload/file-mode.ts";
import { healthCheck } from "./workload/health-check.ts";
import { healthTiming } from "./workload/health-timing.ts";
import { imageByDigest } from "./workload/image-by-digest.ts";
import { latestTag } from "./workload/latest-tag.ts";
import { limits } from "./workload/limits.ts";
import { memoryUnit } from "./workload/memory-unit.ts";
import { replicas } from "./workload/replicas.ts";
import { requestsWithinLimits } from "./workload/requests-within-limits.ts";
import { scheduleFrequency } from "./workload/schedule-frequency.ts";
import { schedulePossible } from "./workload/schedule-possible.ts";
import { sharedVolume } from "./workload/shared-volume.ts";

/** The rules that hold for any service. Only a secret in a manifest blocks unless the platform asks for more. */
export const recommended: Pack = {
  name: "@towpath/policy/recommended",
  rules: [
    { rule: backupRetention, level: "advisory" },
    { rule: deletionProtection, level: "advisory" },
    { rule: destructiveChange, level: "advisory" },
    { rule: downtime, level: "advisory" },
    { rule: encryptionAtRest, level: "advisory" },
    { rule: highAvailability, level: "advisory" },
    { rule: leftBehind, level: "advisory" },
    { rule: previewVersion, level: "advisory" },
    { rule: publicAccess, level: "advisory" },
    { rule: secretsInBuild, level: "mandatory" },
    { rule: secretsInCommands, level: "mandatory" },
    { rule: secretsInFiles, level: "mandatory" },
    { rule: secretsInLabels, level: "mandatory" },
    { rule: secretsInSettings, level: "mandatory" },
    { rule: secretsInVariables, level: "mandatory" },
    { rule: sharedOwner, level: "advisory" },
    { rule: tlsRequired, level: "advisory" },
    { rule: unusedResource, level: "advisory" },
    { rule: unusedSecret, level: "advisory" },
    { rule: versionDowngrade, level: "advisory" },
    { rule: versionLifecycle, level: "advisory" },
    { rule: versionUpgrade, level: "advisory" },
    { rule: testsPresent, level: "advisory", expectsSubjects: true },
    { rule: certificateChecks, level: "advisory" },
    { rule: experimentalPublic, level: "advisory" },
    { rule: hostDomain, level: "advisory" },
    { rule: httpsLinks, level: "advisory" },
    { rule: plainText, level: "advisory" },
    { rule: portConflict, level: "advisory" },
    { rule: routeConflict, level: "advisory" },
    { rule: wildcardHost, level: "advisory" },
    { rule: ownerPresent, level: "advisory", expectsSubjects: true },
    { rule: runbook, level: "advisory", expectsSubjects: true },
    { rule: autoscale, level: "advisory" },
    { rule: debugSwitches, level: "advisory" },
    { rule: fileMode, level: "advisory" },
    { rule: healthCheck, level: "advisory" },
    { rule: healthTiming, level: "advisory" },
    { rule: imageByDigest, level: "advisory" },
    { rule: latestTag, level: "advisory" },
    { rule: limits, level: "advisory" },
    { rule: memoryUnit, level: "advisory" },
    { rule: replicas, level: "advisory" },
    { rule: requestsWithinLimits, level: "advisory" },
    { rule: scheduleFrequency, level: "advisory" },
    { rule: schedulePossible, level: "advisory" },
    { rule: sharedVolume, level: "advisory" },
  ],
};
