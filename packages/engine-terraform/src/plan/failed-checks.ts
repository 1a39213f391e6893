import { compareText, type JsonObject } from "@towpath/core";
import type { KnownTexts } from "./known-texts.ts";
import { objectAt, objectsAt, optionalTextAt } from "./plan-document.ts";
import type { FailedCheck } from "./terraform-plan.ts";
import { thingAddress } from "./thing-address.ts";

/** Checks of one thing whose messages are told. */
const MOST = 10;

/**
 * Checks that failed or cannot be told yet, of `check` blocks, conditions and validations. Sorted by address.
 *
 * @param textsOf the sensitive texts of a module by its label, or of the root
 */
export function failedChecks(
  document: JsonObject,
  textsOf: (label: string | undefined) => KnownTexts,
): readonly FailedCheck[] {
  return objectsAt(document, "checks")
    .flatMap((check): readonly FailedCheck[] => {
      const status = optionalTextAt(check, "status");
      if (status === "pass" || status === undefined) return [];
      const address = optionalTextAt(objectAt(check, "address"), "to_display") ?? "";
      const { label, local } = thingAddress(address);
      const problems = objectsAt(check, "instances").flatMap((instance) => objectsAt(instance, "problems"));
      const texts = textsOf(label);
      const messages = problems.flatMap((problem) => optionalTextAt(problem, "message") ?? []);
      return [
        {
          address,
          ...(label === undefined ? {} : { label }),
          local,
          status: status === "unknown" ? "unknown" : "failed",
          messages: messages.slice(0, MOST).map((message) => (texts.isIn(message) ? "(secret)" : message)),
        },
      ];
    })
    .sort((a, b) => compareText(a.address, b.address));
}
