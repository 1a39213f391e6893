import { type Address, Secret } from "@towpath/core";
import { openOutputs, type RecordedResource, type SecretBox } from "@towpath/provisioning";
import type { KeptCall } from "../module/root-module.ts";
import { GENERATED, INPUTS } from "./generated-secrets.ts";
import { moduleRecord } from "./recorded-call.ts";

/** What is called as on record, with the secrets that it was called with. */
export async function keptCalls(
  kept: ReadonlyMap<Address, RecordedResource>,
  box: SecretBox,
): Promise<readonly KeptCall[]> {
  return Promise.all(
    [...kept].map(async ([address, record]) => ({
      address,
      call: moduleRecord(address, record),
      values: await sealedInputs(record, box),
    })),
  );
}

async function sealedInputs(record: RecordedResource, box: SecretBox): Promise<KeptCall["values"]> {
  const opened = Object.entries(await openOutputs(record, box));
  return Object.fromEntries(
    opened.flatMap(([name, value]) =>
      value instanceof Secret && (name.startsWith(INPUTS) || name.startsWith(GENERATED)) ? [[name, value]] : [],
    ),
  );
}
