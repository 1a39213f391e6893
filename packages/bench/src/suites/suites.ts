import { action } from "./action.ts";
import { actions } from "./actions.ts";
import { check } from "./check.ts";
import { documents } from "./documents.ts";
import { peer } from "./peer.ts";
import { pipeline } from "./pipeline.ts";
import { plan } from "./plan.ts";
import { policy } from "./policy.ts";
import { provisioning } from "./provisioning.ts";
import type { Suite } from "./suite.ts";
import { terraform } from "./terraform.ts";
import { up } from "./up.ts";

/** In the order in which they run: what is soon over comes first. */
export const suites: readonly Suite[] = [
  check,
  action,
  actions,
  peer,
  plan,
  policy,
  provisioning,
  terraform,
  pipeline,
  up,
  documents,
];
