import { rm } from "node:fs/promises";
import { join } from "node:path";
import { LocalEngineError } from "../errors.ts";

/** What ids are made of: an id is the name of a folder, and leads nowhere else. */
const ID = /^[A-Za-z0-9_-]+$/;

/**
 * Removes the folder of a thing, with all that is in it. The id comes from a record; one that is damaged must not name another
 * folder, or all of them.
 *
 * @param parent the folder of all things of its kind
 * @throws {LocalEngineError} `engine-local/record-damaged` for what is no id
 */
export async function removeThing(parent: string, id: string): Promise<void> {
  if (typeof id !== "string" || !ID.test(id))
    throw new LocalEngineError({
      code: "engine-local/record-damaged",
      kind: "fault",
      message: `The record names ${JSON.stringify(id)} in ${parent}, which is no name of a thing there. Nothing was removed.`,
      hint: "Put an older generation of the state back: towpath state history shows what there is.",
    });
  await rm(join(parent, id), { recursive: true, force: true, maxRetries: 3 });
}
