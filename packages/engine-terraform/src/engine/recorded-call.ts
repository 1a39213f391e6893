import { type Address, isJsonObject, type Json, type JsonObject } from "@towpath/core";
import type { RecordedResource } from "@towpath/provisioning";
import { TerraformError } from "../errors.ts";
import type { ModuleRecord } from "../module/module-record.ts";

/** How a recorded module was called. @throws {TerraformError} `engine-terraform/state-damaged` */
export function moduleRecord(address: Address, { want }: Pick<RecordedResource, "want">): ModuleRecord {
  if (isModuleRecord(want)) return want;
  const version = isJsonObject(want) ? want["module"] : undefined;
  const isNewer = typeof version === "number" && version > 1;
  throw new TerraformError({
    code: isNewer ? "engine-terraform/state-newer" : "engine-terraform/state-damaged",
    message: isNewer
      ? `What is on record of ${address} has form ${version}; this version of Towpath reads form 1.`
      : `What is on record of ${address} does not say how its module was called.`,
    hint: isNewer
      ? "A newer Towpath wrote it. Use that version or a later one: npm install towpath@latest."
      : "Nothing was touched. towpath state history shows earlier generations of the state, towpath state restore puts one back.",
  });
}

/** The same as it goes on record. */
export function recordedCall({ version, module, type, source, inputs, outputs }: ModuleRecord): JsonObject {
  return { module, type, source, ...(version === undefined ? {} : { version }), inputs, outputs };
}

function isModuleRecord(want: Json): want is Json & ModuleRecord {
  if (!isJsonObject(want) || want["module"] !== 1) return false;
  const { type, source, version, inputs, outputs } = want;
  return (
    typeof type === "string" &&
    typeof source === "string" &&
    (version === undefined || typeof version === "string") &&
    isJsonObject(inputs) &&
    isJsonObject(outputs) &&
    Object.values(outputs).every((output) => typeof output === "string")
  );
}
