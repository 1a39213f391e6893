import {
  type Anchor,
  type Head,
  openRecord,
  type RecordStore,
  type RecordVerdict,
  type Trust,
  verifyRecord,
} from "@towpath/evidence";
import type { RecordedStatement } from "@towpath/evidence/controls";
import { look } from "./believed-statements.ts";

/** A whole record, looked at: what is wrong with it, and every statement that can be read. */
export interface LookedRecord {
  readonly verdict: RecordVerdict;
  /** The oldest first. */
  readonly statements: readonly RecordedStatement[];
  readonly heads: readonly Head[];
}

/**
 * Looks at every entry and every statement of a service's record, and at what its anchor has seen.
 *
 * @throws {EvidenceError} `evidence/anchor` where the anchor does not answer
 */
export async function lookAtRecord({
  store,
  service,
  anchor,
  trust,
}: {
  readonly store: RecordStore;
  readonly service: string;
  readonly anchor: Pick<Anchor, "heads"> | undefined;
  readonly trust: Trust;
}): Promise<LookedRecord> {
  const heads = (await anchor?.heads(service)) ?? [];
  // Signatures are looked at below, once.
  const whole = await verifyRecord({ store, service, heads });
  const record = openRecord(store, service);
  const statements: RecordedStatement[] = [];
  for (const entry of whole.entries) {
    const { index, at, statement: digest, subjects, predicateType } = entry;
    const looked = await look(record, entry, trust);
    const about = { index, at, digest, subjects, predicateType };
    statements.push(
      "believed" in looked
        ? { ...about, statement: looked.believed.statement, signer: looked.believed.signer }
        : { ...about, why: looked.why },
    );
  }
  const known = new Set(whole.flaws.map(({ index }) => index));
  const unbelieved = statements.flatMap(({ index, why }) =>
    why === undefined || known.has(index)
      ? []
      : [{ kind: "not-believed" as const, index, message: `Entry ${index}: ${why}` }],
  );
  const flaws = [...whole.flaws, ...unbelieved].sort((a, b) => (a.index ?? Infinity) - (b.index ?? Infinity));
  return { verdict: { ...whole, flaws }, statements, heads };
}
