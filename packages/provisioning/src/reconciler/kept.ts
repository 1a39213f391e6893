import { randomUUID } from "node:crypto";
import { type Address, own, Secret } from "@towpath/core";
import { isSameJson } from "@towpath/manifest/difference";
import type { Kept } from "../driver.ts";
import type { SecretBox } from "../secrets/secret-box.ts";
import type { RecordedOutput, RecordedResource, StateDocument } from "../state/state-document.ts";
import { openOutputs, sealOutput } from "./recorded-outputs.ts";

/** What an upgrade left of the thing as it was, ready to be recorded as an orphan. */
export interface KeptRecord {
  /** Tells it from the thing of today: `17`. */
  readonly name: string;
  readonly record: RecordedResource;
}

/**
 * The record of what is kept: that of the thing before its upgrade, as a thing of its own. Of its outputs the secret ones stay,
 * without which nobody could look into it.
 */
export async function keptRecord(kept: Kept, before: RecordedResource, box: SecretBox): Promise<KeptRecord> {
  const idempotencyKey = randomUUID();
  const secrets = Object.entries(await openOutputs(before, box)).filter(([, value]) => value instanceof Secret);
  const outputs = await Promise.all(
    secrets.map(
      async ([name, value]): Promise<readonly [string, RecordedOutput]> => [
        name,
        await sealOutput(value, idempotencyKey, name, box),
      ],
    ),
  );
  const { version: _, adopted: __, ...rest } = before;
  const version = kept.version ?? before.version;
  return {
    name: kept.name,
    record: {
      ...rest,
      ...(version === undefined ? {} : { version }),
      isStateful: true, // it is kept for what it holds
      want: kept.want,
      have: kept.have,
      outputs: Object.fromEntries(outputs),
      status: "ready",
      idempotencyKey,
    },
  };
}

/**
 * The orphans with what an upgrade of `address` kept, as `ADDRESS@NAME`. What is on record already stays as it is: a step that
 * is carried out again tells the same; another thing of the same name gets a number (`resources.db@17-2`), for nothing is lost.
 */
export function withKept(
  orphans: StateDocument["orphans"],
  address: Address,
  kept: KeptRecord,
): StateDocument["orphans"] {
  const { name, record } = kept;
  const isSame = (other: RecordedResource) => other.driver === record.driver && isSameJson(other.have, record.have);
  for (let count = 1; ; count += 1) {
    const place = `${address}@${name}${count === 1 ? "" : `-${count}`}`;
    const there = own(orphans, place);
    if (!there) return { ...orphans, [place]: record };
    if (isSame(there)) return orphans;
  }
}
