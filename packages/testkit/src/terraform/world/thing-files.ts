import { createHash, randomUUID } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { JsonObject } from "@towpath/core";

/** What a provider's cloud holds. */
export interface ProviderThing {
  readonly type: string;
  readonly id: string;
  /** Its attributes as they really are: with its secrets, write-only ones, too. */
  readonly attributes: JsonObject;
}

/** A cloud in a folder: a file for each thing, written whole, so that several processes see the same and a kill breaks none. */
export interface ThingFiles {
  all(): readonly ProviderThing[];
  get(type: string, id: string): ProviderThing | undefined;
  put(thing: ProviderThing): void;
  remove(type: string, id: string): void;
}

/** The cloud that the folder holds; it is made where there is none. */
export function thingFiles(folder: string): ThingFiles {
  const things = join(folder, "things");
  mkdirSync(things, { recursive: true, mode: 0o700 });
  const fileOf = (type: string, id: string) => {
    const digest = createHash("sha256").update(`${type}\n${id}`).digest("hex");
    return join(things, `${digest}.json`);
  };
  return {
    all: () =>
      readdirSync(things)
        .flatMap((name) => (name.endsWith(".json") ? (read(join(things, name)) ?? []) : []))
        .sort((one, other) => (keyOf(one) < keyOf(other) ? -1 : 1)),
    get: (type, id) => read(fileOf(type, id)),
    put: (thing) => {
      const path = fileOf(thing.type, thing.id);
      const temporary = `${path}.${randomUUID()}`;
      writeFileSync(temporary, JSON.stringify(thing), { mode: 0o600 });
      renameSync(temporary, path);
    },
    remove: (type, id) => rmSync(fileOf(type, id), { force: true }),
  };
}

const keyOf = (thing: ProviderThing) => `${thing.type} ${thing.id}`;

function read(path: string): ProviderThing | undefined {
  try {
    const thing: ProviderThing = JSON.parse(readFileSync(path, "utf8"));
    return thing;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
}
