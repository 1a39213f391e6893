import { errorMessage, isJson, isJsonObject, type JsonObject } from "@towpath/core";

/** Why an event's file says nothing. */
export class UnreadableEvent extends Error {
  override readonly name = "UnreadableEvent";
}

/**
 * What the runner wrote about the event that started the run.
 *
 * @param read the bytes of a file, undefined where there is none
 * @throws {UnreadableEvent} where it is no JSON object
 */
export function eventPayload(
  variables: Readonly<Record<string, string | undefined>>,
  read: (path: string) => Uint8Array | undefined,
): JsonObject {
  const path = variables["GITHUB_EVENT_PATH"];
  if (!path) throw new UnreadableEvent("the runner set no GITHUB_EVENT_PATH");
  let event: unknown;
  try {
    event = JSON.parse(new TextDecoder().decode(read(path)));
  } catch (error) {
    throw new UnreadableEvent(errorMessage(error));
  }
  if (isJson(event) && isJsonObject(event)) return event;
  throw new UnreadableEvent("it is no JSON object");
}
