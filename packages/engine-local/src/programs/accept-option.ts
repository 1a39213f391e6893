import type { DriverRequest } from "@towpath/provisioning";
import { LocalEngineError } from "../errors.ts";
import { ACCEPT_OPTIONS } from "./program-findings.ts";

/** @throws {LocalEngineError} `engine-local/setting-unusable` for a recipe whose `accept` is neither any nor same */
export function requireAcceptOption({ address, options }: Pick<DriverRequest, "address" | "options">): void {
  const { accept = "any" } = options;
  if (typeof accept === "string" && ACCEPT_OPTIONS.includes(accept)) return;
  throw new LocalEngineError({
    code: "engine-local/setting-unusable",
    message: `The local recipe of ${address} says accept: ${JSON.stringify(accept)}; it may say any or same.`,
    hint: "With any, the version that the machine has is used; with same, only the version that was asked for.",
  });
}
