import { randomUUID } from "node:crypto";
import { readFileSync, renameSync, writeFileSync } from "node:fs";
import type { Json } from "@towpath/core";

/** A thing of a test's world. */
export interface Thing {
  /** What the world calls it; another thing has another one. */
  readonly id: string;
  /** Whose it is: `orders/dev/resources.db`. */
  readonly owner: string;
  readonly type: string;
  readonly isStateful: boolean;
  readonly attributes: Json;
  readonly password: string;
  readonly idempotencyKey: string;
  /** It is kept, but does not run, and what it is like cannot be seen. */
  readonly isStopped?: boolean | undefined;
}

/** What an engine's or a driver's calls change, in the place of a cloud. Every change is counted. */
export interface World {
  things(): readonly Thing[];
  /** Puts the thing in the place of the one with its id, or adds it. */
  put(thing: Thing): void;
  remove(id: string): void;
  /** How often something was changed, in this process. */
  changes(): number;
}

/** A world that ends with the process. */
export function memoryWorld(): World {
  let things: readonly Thing[] = [];
  return worldOver(
    () => things,
    (next) => {
      things = next;
    },
  );
}

/** A world in a JSON file, which outlives the process that is killed; written at once, and whole. */
export function fileWorld(path: string): World {
  return worldOver(
    () => {
      try {
        const things: readonly Thing[] = JSON.parse(readFileSync(path, "utf8"));
        return things;
      } catch (error) {
        if (error instanceof Error && "code" in error && error.code === "ENOENT") return [];
        throw error;
      }
    },
    (things) => {
      const temporary = `${path}.${randomUUID()}`;
      writeFileSync(temporary, JSON.stringify(things));
      renameSync(temporary, path);
    },
  );
}

function worldOver(read: () => readonly Thing[], write: (things: readonly Thing[]) => void): World {
  let changes = 0;
  const change = (things: readonly Thing[]) => {
    changes += 1;
    write(things);
  };
  return {
    things: read,
    put: (thing) => change([...read().filter((each) => each.id !== thing.id), thing]),
    remove: (id) => change(read().filter((each) => each.id !== id)),
    changes: () => changes,
  };
}
