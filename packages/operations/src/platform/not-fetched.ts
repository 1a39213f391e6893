import { OperationError } from "../errors.ts";
import { shown } from "./wrong-reference.ts";

/** What is said where nothing may be fetched. */
export function notFetched(
  written: string,
  what: "platform" | "policy pack" | "package of drivers" | "package of resource types" = "platform",
): OperationError {
  return new OperationError({
    code: "operation/platform-unreachable",
    kind: "fault",
    message: `The ${what} ${shown(written)} is not on this machine yet, and nothing is fetched here.`,
    hint: "Run towpath validate once: that fetches it.",
  });
}
