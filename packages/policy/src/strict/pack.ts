import { compareText } from "@towpath/core";
import type { Pack, PackRule } from "../engine/pack.ts";
import { visibilityExplicit } from "../recommended/network/visibility-explicit.ts";
import { recommended } from "../recommended/pack.ts";
import { selfRepository } from "../recommended/workflows/self-repository.ts";
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
  { rule: visibilityExplicit, level: "mandatory" },
  { rule: privilegedPort, level: "advisory" },
  { rule: selfRepository, level: "advisory" },
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
