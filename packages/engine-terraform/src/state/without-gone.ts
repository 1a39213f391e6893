import { isJsonObject, type Json, type JsonObject } from "@towpath/core";
import { editState } from "./edit-state.ts";
import type { PendingImport } from "./pending.ts";
import { parseStateFile, thingsOf } from "./state-file.ts";

/** A state without what is known to be gone. */
export interface Amended {
  readonly bytes: Uint8Array;
  /** In Terraform's words. */
  readonly gone: readonly string[];
}

/**
 * Takes out of a state what a run that was cut off had taken down to replace it: while it stands there, Terraform imports nothing at
 * its address, neither what that run made in its place nor what a person found there.
 *
 * @returns undefined where there is nothing of that kind
 */
export function withoutGone(bytes: Uint8Array, pending: readonly PendingImport[], key: string): Amended | undefined {
  const replaced = new Map(pending.flatMap(({ to, gone }) => (gone === undefined ? [] : [[to, gone] as const])));
  if (replaced.size === 0) return undefined;
  const file = parseStateFile(bytes, key);
  const addresses = new Set(
    thingsOf(file).flatMap(({ address, id, status }) =>
      status !== "deposed" && id !== undefined && replaced.get(address) === id ? [address] : [],
    ),
  );
  if (addresses.size === 0) return undefined;
  const isGone = (resource: JsonObject, instance: Json) =>
    thingsOf({ document: { resources: [{ ...resource, instances: [instance] }] } }).some(
      ({ address, status }) => status !== "deposed" && addresses.has(address),
    );
  return {
    gone: [...addresses],
    bytes: editState(bytes, (state) => ({
      ...state,
      serial: file.serial + 1,
      resources: listOf(state["resources"]).flatMap((resource): readonly Json[] => {
        if (!isJsonObject(resource)) return [resource];
        const instances = listOf(resource["instances"]);
        const left = instances.filter((instance) => !isGone(resource, instance));
        if (left.length === instances.length) return [resource];
        return left.length === 0 ? [] : [{ ...resource, instances: left }];
      }),
    })),
  };
}

function listOf(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? value : [];
}
