import type { Effects } from "@towpath/core";
import type { Result } from "@towpath/report";
import type { BaseRequest } from "../trust/open-base.ts";
import { type PlanData, plan } from "../verbs/plan.ts";

/** One service in one environment, and how it may be planned. */
export interface PlanTarget {
  readonly manifest: string;
  readonly environment: string;
  readonly platform?: string | undefined;
  readonly isUntrusted?: boolean | undefined;
  readonly allowed?: readonly string[] | undefined;
  /** What documents are held against where nobody looks at what is there. */
  readonly base?: BaseRequest | string | undefined;
  /** Why nobody looks at what is there; undefined where somebody may. */
  readonly offline?: string | undefined;
  /** Where it cannot be looked at, documents are compared instead. */
  readonly isLenient: boolean;
}

/** What came of it. */
export interface Planned {
  readonly result: Result<PlanData | null>;
  /** Why nobody looked at what is there; undefined where somebody did. */
  readonly offline?: string | undefined;
}

/** What keeps a plan from being made here, and says nothing against the change. */
const OUT_OF_REACH: Readonly<Record<string, string>> = {
  "engine-terraform/credentials": "nobody is signed in to the cloud here",
  "operation/driver-proposed": "the platform's drivers are proposed with it, and nothing of a proposal is run",
  "operation/module-proposed": "the modules are proposed with it, and nothing of a proposal is run",
  "operation/state-credentials": "this run has no access to the state",
  "operation/state-of-another-machine": "what is there is on another machine",
  "operation/state-would-vanish": "the state is kept in files, and this runner has none",
  "provisioning/state-key": "this run has no key to the state",
};

/** Plans one service in one environment; where that is out of reach and may be so, compares its documents. */
export async function planEach(target: PlanTarget, effects: Effects): Promise<Planned> {
  if (target.offline !== undefined) return { result: await compared(target, effects), offline: target.offline };
  const { manifest, environment, platform, isUntrusted, allowed } = target;
  const result = await plan({ manifest, environment, platform, isUntrusted, allowed }, effects);
  const [first] = result.findings.filter(({ code }) => Object.hasOwn(OUT_OF_REACH, code));
  if (!target.isLenient || result.data !== null || !first) return { result };
  return { result: await compared(target, effects), offline: OUT_OF_REACH[first.code] };
}

function compared({ manifest, environment, platform, isUntrusted, base }: PlanTarget, effects: Effects) {
  return plan({ manifest, environment, platform, isUntrusted, base, isOffline: true }, effects);
}
