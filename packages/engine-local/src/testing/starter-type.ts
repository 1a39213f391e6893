import { nodeFiles } from "@towpath/core";
import { loadPlatform } from "@towpath/manifest";
import type { ConformanceType } from "@towpath/provisioning/conformance";

/** What the starter platform promises of a type. */
export function starterType(name: string): ConformanceType {
  const document = loadPlatform(undefined, nodeFiles, "/").value?.types.get(name)?.document;
  if (!document) throw new Error(`The starter platform has no type ${name}.`);
  const { outputs = {}, settings = {} } = document;
  return {
    name,
    isStateful: document.stateful ?? false,
    outputs: Object.fromEntries(
      Object.entries(outputs).map(([output, { type, secret = false }]) => [output, { type, isSecret: secret }]),
    ),
    settings: Object.fromEntries(
      Object.entries(settings).map(([setting, { change = "update" }]) => [setting, { change }]),
    ),
  };
}
