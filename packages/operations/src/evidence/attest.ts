import { type Effects, errorMessage, isAbort } from "@towpath/core";
import { type Entry, headOf, type SignedStatement, type Statement } from "@towpath/evidence";
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
 * gate that requires the evidence says so again. Without a key nothing is written.
 *
 * @throws the signal's reason when it aborts
 */
export async function attest(
  evidence: Evidence,
  statements: readonly Statement[],
  effects: AttestEffects,
): Promise<Attested> {
  const { record, rules, signing, anchor } = evidence;
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

const said = new WeakMap<AttestEffects["events"], Set<string>>();

/** Once a run: a command attests more than one thing. */
export function sayOnce({ events }: Pick<Effects, "events">, message: string): void {
  const known = said.get(events) ?? new Set();
  said.set(events, known);
  if (known.has(message)) return;
  known.add(message);
  events({ type: "notice", message });
}
