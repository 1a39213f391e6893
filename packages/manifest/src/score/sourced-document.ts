import { isJsonObject, type Json, type JsonObject, type Place } from "@towpath/core";
import type { PlacedDocument } from "../document/places.ts";
import type { Said, Sourced } from "./sourced.ts";

type Path = readonly (string | number)[];

/** A manifest that was made of other documents: its value, and where in them each part of it stands. */
export class SourcedDocument implements PlacedDocument {
  readonly file: string;
  readonly value: Json;
  readonly #root: Sourced;

  /** @param value what is said to be there; the root's own where nothing was taken out of it */
  constructor(file: string, root: Sourced, value: Json = root.value) {
    this.file = file;
    this.value = value;
    this.#root = root;
  }

  placeOfValue(path: Path): Place {
    return placeOf(this.#find(path).said, "value");
  }

  placeOfKey(path: Path): Place {
    return placeOf(this.#find(path).said, "key");
  }

  placeOfText(path: Path, part: string): Place {
    const { said, rewritten } = this.#find(path);
    return said.document.placeOfText(said.path, rewritten?.get(part) ?? said.part ?? part);
  }

  lineAt(place: Place): string {
    return documentOf(this.#root, place.file)?.lineAt(place) ?? "";
  }

  /** What is said at a path, or of the nearest around it. */
  #find(path: Path): Sourced {
    let found = this.#root;
    for (const segment of path) {
      const next = found.members?.get(String(segment)) ?? found.items?.[Number(segment)];
      if (!next) break;
      found = next;
    }
    return found;
  }
}

/** Where something is said, or where its key stands. */
export function placeOf({ document, path, part }: Said, of: "value" | "key" = "value"): Place {
  if (part !== undefined) return document.placeOfText(path, part);
  return of === "key" ? document.placeOfKey(path) : document.placeOfValue(path);
}

function documentOf({ said, members, items }: Sourced, file: string): Said["document"] | undefined {
  if (said.document.file === file) return said.document;
  for (const part of [...(members?.values() ?? []), ...(items ?? [])]) {
    const found = documentOf(part, file);
    if (found) return found;
  }
  return undefined;
}

/** With the names of the resources that are wrong, too: what refers to them is not wrong for that. */
export function withNames(value: JsonObject, ...all: readonly JsonObject[]): JsonObject {
  const named = all.flatMap((written) => {
    const resources = written["resources"];
    return resources !== undefined && isJsonObject(resources) ? Object.keys(resources) : [];
  });
  if (named.length === 0) return value;
  const own = value["resources"];
  const resources: Record<string, Json> = Object.assign(
    Object.create(null),
    own !== undefined && isJsonObject(own) ? own : {},
  );
  for (const name of named) resources[name] ??= null;
  return { ...value, resources };
}
