import { adopt } from "./adopt.ts";
import { apply } from "./apply.ts";
import { approve } from "./approve.ts";
import { build } from "./build.ts";
import { check } from "./check.ts";
import type { Command } from "./command.ts";
import { completion } from "./completion.ts";
import { comply } from "./comply.ts";
import { deploy } from "./deploy.ts";
import { destroy } from "./destroy.ts";
import { doctor } from "./doctor.ts";
import { down } from "./down.ts";
import { drift } from "./drift.ts";
import { evidenceList } from "./evidence-list.ts";
import { evidencePack } from "./evidence-pack.ts";
import { evidenceSign } from "./evidence-sign.ts";
import { evidenceVerify } from "./evidence-verify.ts";
import { explain } from "./explain.ts";
import { exportBackstage } from "./export-backstage.ts";
import { exportTerraform } from "./export-terraform.ts";
import { graph } from "./graph.ts";
import { importScore } from "./import-score.ts";
import { init } from "./init.ts";
import { logs } from "./logs.ts";
import { outputs } from "./outputs.ts";
import { plan } from "./plan.ts";
import { platformCheck } from "./platform-check.ts";
import { platformTest } from "./platform-test.ts";
import { policyDiff } from "./policy-diff.ts";
import { policyExplain } from "./policy-explain.ts";
import { policyList } from "./policy-list.ts";
import { policyNew } from "./policy-new.ts";
import { policyTest } from "./policy-test.ts";
import { promote } from "./promote.ts";
import { rollback } from "./rollback.ts";
import { schema } from "./schema.ts";
import { stateHistory } from "./state-history.ts";
import { stateList } from "./state-list.ts";
import { stateReseal } from "./state-reseal.ts";
import { stateRestore } from "./state-restore.ts";
import { stateShow } from "./state-show.ts";
import { stateUnlock } from "./state-unlock.ts";
import { status } from "./status.ts";
import { test } from "./test.ts";
import { up } from "./up.ts";
import { upgrade } from "./upgrade.ts";
import { validate } from "./validate.ts";
import { waiverBaseline } from "./waiver-baseline.ts";
import { waiverList } from "./waiver-list.ts";

/** Every command, in the order of the help: the way of a service from its manifest to its end. */
export const commands: readonly Command[] = [
  init,
  up,
  down,
  validate,
  check,
  explain,
  graph,
  plan,
  apply,
  adopt,
  build,
  test,
  deploy,
  promote,
  rollback,
  approve,
  status,
  outputs,
  logs,
  drift,
  destroy,
  stateList,
  stateShow,
  stateHistory,
  stateUnlock,
  stateRestore,
  stateReseal,
  schema,
  importScore,
  exportBackstage,
  exportTerraform,
  platformCheck,
  platformTest,
  policyList,
  policyExplain,
  policyNew,
  policyTest,
  policyDiff,
  waiverList,
  waiverBaseline,
  comply,
  evidenceList,
  evidenceSign,
  evidenceVerify,
  evidencePack,
  doctor,
  upgrade,
  completion,
];
