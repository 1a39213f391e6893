import { type Effects, errorMessage, isAbort, TowpathError } from "@towpath/core";
import {
  type Entry,
  headOf,
  type SignedStatement,
  type Statement,
  type Trust,
  verifyStatement,
} from "@towpath/evidence";
import type { Evidence } from "./open-evidence.ts";

/** What became of statements: those that are on record now, in their order. */
export interface Attested {
  readonly entries: readonly Entry[];
  readonly signed: readonly SignedStatement[];
}

/** What attesting needs of the outside. */
export type AttestEffects = Pick<Effects, "clock" | "events" | "signal">;

const NOTHING: Attested = { entries: [], signed: [] };

/**
 * Signs statements, records them, and anchors the record's head. What was done stays done where that fails: it is said, and a
 * gate that requires the evidence says so again. Without a key nothing is written, nor is what the platform would not believe:
 * nothing is ever taken out of a record again.
 *
 * @throws the signal's reason when it aborts
 */
export async function attest(
  evidence: Evidence,
  statements: readonly Statement[],
  effects: AttestEffects,
): Promise<Attested> {
  const { record, rules, signing, trust, anchor } = evidence;
  if (statements.length === 0) return NOTHING;
  if ("why" in signing) {
    if (rules) sayOnce(effects, `No evidence is written: ${signing.why}`);
    return NOTHING;
  }
  const entries: Entry[] = [];
  const signed: SignedStatement[] = [];
  try {
    for (const statement of statements) {
      effects.signal.throwIfAborted();
      const one = await signing.signer.sign(statement);
      const why = await disbelief(one, trust, effects);
      if (why !== undefined) {
        // Whoever signed this one would sign the others.
        sayOnce(effects, `No evidence is recorded, for nobody would believe it: ${why}`);
        break;
      }
      entries.push(await record.append(one, effects.clock.now()));
      signed.push(one);
    }
    const last = entries.at(-1);
    if (last && anchor) await anchor.publish(headOf(last, effects.clock.now()));
  } catch (error) {
    if (effects.signal.aborted && isAbort(error, effects.signal)) throw error;
    sayOnce(effects, `Evidence is missing, or not anchored: ${errorMessage(error)}`);
  }
  return { entries, signed };
}

/** Why the platform does not believe what was just signed, and what to do; undefined where it does. */
async function disbelief(
  signed: SignedStatement,
  trust: Trust,
  { clock }: Pick<Effects, "clock">,
): Promise<string | undefined> {
  try {
    await verifyStatement(signed, trust, clock.now());
    return undefined;
  } catch (error) {
    if (!(error instanceof TowpathError) || !error.code.startsWith("evidence/")) throw error;
    return error.hint === undefined ? error.message : `${error.message} ${error.hint}`;
  }
}

const said = new WeakMap<AttestEffects["events"], Set<string>>();

/** Once a run: a command attests more than one thing. */
export function sayOnce({ events }: Pick<Effects, "events">, message: string): void {
  const known = said.get(events) ?? new Set();
  said.set(events, known);
  if (known.has(message)) return;
  known.add(message);
  events({ type: "notice", message });
}
