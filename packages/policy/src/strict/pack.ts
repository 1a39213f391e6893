import { compareText } from "@towpath/core";
import type { Pack, PackRule } from "../engine/pack.ts";
import { allowList } from "../recommended/contracts/allow-list.ts";
import { usesStated } from "../recommended/contracts/uses-stated.ts";
import { bake } from "../recommended/delivery/bake.ts";
import { coverageMeasured } from "../recommended/delivery/coverage-measured.ts";
import { migration } from "../recommended/delivery/migration.ts";
import { productionGates } from "../recommended/delivery/production-gates.ts";
import { promotionPath } from "../recommended/delivery/promotion-path.ts";
import { testReports } from "../recommended/delivery/test-reports.ts";
import { toolchainStated } from "../recommended/delivery/toolchain-stated.ts";
import { visibilityExplicit } from "../recommended/network/visibility-explicit.ts";
import { codeownersPresent } from "../recommended/ownership/codeowners-present.ts";
import { criticalityStated } from "../recommended/ownership/criticality-stated.ts";
import { onCall } from "../recommended/ownership/on-call.ts";
import { recommended } from "../recommended/pack.ts";
import { dockerfileUser } from "../recommended/supply-chain/dockerfile-user.ts";
import { installScripts } from "../recommended/supply-chain/install-scripts.ts";
import { sbom } from "../recommended/supply-chain/sbom.ts";
import { concurrencyLimits } from "../recommended/workflows/concurrency-limits.ts";
import { expressionInScript } from "../recommended/workflows/expression-in-script.ts";
import { jobTimeout } from "../recommended/workflows/job-timeout.ts";
import { opaqueEnv } from "../recommended/workflows/opaque-env.ts";
import { secretsOutsideEnv } from "../recommended/workflows/secrets-outside-env.ts";
import { selfHostedRunner } from "../recommended/workflows/self-hosted-runner.ts";
import { selfRepository } from "../recommended/workflows/self-repository.ts";
import { undocumentedPermissions } from "../recommended/workflows/undocumented-permissions.ts";
import { privilegedPort } from "../recommended/workload/privileged-port.ts";
import { signalForwarding } from "../recommended/workload/signal-forwarding.ts";
import { variableNames } from "../recommended/workload/variable-names.ts";

/** Recommended rules that stay advice here: nobody could mend in a pull request what they find. */
const ADVICE: ReadonlySet<string> = new Set([
  "data/downtime",
  "data/left-behind",
  "data/shared-owner",
  "data/unused-resource",
  "data/unused-secret",
  "data/version-upgrade",
]);

/** What is asked only here. */
const ONLY_STRICT: readonly PackRule[] = [
  { rule: allowList, level: "mandatory" },
  { rule: usesStated, level: "advisory" },
  { rule: bake, level: "mandatory" },
  { rule: coverageMeasured, level: "advisory" },
  { rule: migration, level: "advisory" },
  { rule: productionGates, level: "advisory" },
  { rule: promotionPath, level: "mandatory" },
  { rule: testReports, level: "advisory" },
  { rule: toolchainStated, level: "mandatory" },
  { rule: visibilityExplicit, level: "mandatory" },
  { rule: codeownersPresent, level: "mandatory" },
  { rule: criticalityStated, level: "mandatory" },
  { rule: onCall, level: "mandatory" },
  { rule: dockerfileUser, level: "mandatory" },
  { rule: installScripts, level: "advisory" },
  { rule: sbom, level: "advisory" },
  { rule: concurrencyLimits, level: "advisory" },
  { rule: expressionInScript, level: "advisory" },
  { rule: jobTimeout, level: "advisory" },
  { rule: opaqueEnv, level: "advisory" },
  { rule: secretsOutsideEnv, level: "advisory" },
  { rule: selfHostedRunner, level: "advisory" },
  { rule: selfRepository, level: "advisory" },
  { rule: undocumentedPermissions, level: "advisory" },
  { rule: privilegedPort, level: "advisory" },
  { rule: signalForwarding, level: "advisory" },
  { rule: variableNames, level: "advisory" },
];

/** For platforms whose services are in order: what is recommended as mandatory, and more. */
export const strict: Pack = {
  name: "@towpath/policy/strict",
  rules: [
    ...recommended.rules.map(
      (entry): PackRule => (ADVICE.has(entry.rule.id) ? entry : { ...entry, level: "mandatory" }),
    ),
    ...ONLY_STRICT,
  ].sort((a, b) => compareText(a.rule.id, b.rule.id)),
};
