import type { Clock } from "@towpath/core";
import type { Kit } from "./bench.ts";
import { openExposure } from "./exposure.ts";
import type { ConformanceSubject } from "./subject.ts";

/** Long enough for a real server to be fetched, started and filled. */
const LIMIT_MS = 120_000;
const SETTLE_MS = 5_000;

/** The world that a run of the kit is in. */
export interface KitEffects {
  /** Absolute. */
  readonly folder: string;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly variables: Readonly<Record<string, string | undefined>>;
}

/** What all benches of one run share. */
export async function openKit(subject: ConformanceSubject, effects: KitEffects): Promise<Kit> {
  const { limits } = await subject.driver();
  return {
    ...effects,
    subject,
    variables: subject.variables ?? effects.variables,
    exposure: openExposure(),
    limitMs: subject.limitMs ?? limits?.stepMs ?? LIMIT_MS,
    settleMs: subject.settleMs ?? SETTLE_MS,
    calls: [],
    writes: new Map(),
    leftBefore: new Set(),
  };
}
