import { type JsonObject, own } from "@towpath/core";
import { eventPayload, UnreadableEvent } from "./event-payload.ts";

/**
 * The commit that a branch was at before the push that started the run; undefined for a new branch, for any other event, and
 * where the event does not say.
 *
 * Format: https://docs.github.com/webhooks/webhook-events-and-payloads#push
 *
 * @param read the bytes of a file, undefined where there is none
 */
export function pushedFrom(
  variables: Readonly<Record<string, string | undefined>>,
  read: (path: string) => Uint8Array | undefined,
): string | undefined {
  if (variables["GITHUB_EVENT_NAME"] !== "push") return undefined;
  let event: JsonObject;
  try {
    event = eventPayload(variables, read);
  } catch (error) {
    if (error instanceof UnreadableEvent) return undefined;
    throw error;
  }
  const before = own(event, "before");
  const isCommit = typeof before === "string" && /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(before);
  return isCommit && /[^0]/.test(before) ? before : undefined;
}
