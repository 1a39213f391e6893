import { randomUUID } from "node:crypto";
import { type Address, Secret } from "@towpath/core";
import { isSameJson } from "@towpath/manifest/difference";
import type { Kept } from "../driver.ts";
import type { SecretBox } from "../secrets/secret-box.ts";
import type { RecordedOutput, RecordedResource } from "../state/state-document.ts";
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
 * Puts what an upgrade of `address` kept among the orphans, as `ADDRESS@NAME`. What is on record already stays as it is: a step
 * that is carried out again tells the same; another thing of the same name gets a number (`resources.db@17-2`), so that none is lost.
 */
export function keepApart(
  orphans: Map<Address, RecordedResource>,
  address: Address,
  { name, record }: KeptRecord,
): void {
  const isSame = (other: RecordedResource) => other.driver === record.driver && isSameJson(other.have, record.have);
  for (let count = 1; ; count += 1) {
    const place = `${address}@${name}${count === 1 ? "" : `-${count}`}`;
    const there = orphans.get(place);
    if (!there) orphans.set(place, record);
    if (!there || isSame(there)) return;
  }
}
