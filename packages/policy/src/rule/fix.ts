import type { Fix, FixChange, Json, Place } from "@towpath/core";
import { type At, placeOf } from "./at.ts";

/** A change of a document, or nothing where what it is about stands in no document. */
export type Edited = FixChange | undefined;

/**
 * What a rule writes its fix with: changes at places that it knows from its subject. `below` leads on from there, to what is
 * missing: `edit.set(workload.origin, 2, ["scale", "min"])`.
 */
export interface Editing {
  set(at: At, value: Json, below?: readonly string[]): Edited;
  remove(at: At, below?: readonly string[]): Edited;
  /** Puts an item into the list there, last. */
  insert(at: At, value: Json, below?: readonly string[]): Edited;
  rename(at: At, key: string): Edited;
}

/** A rule's fix, written when something is reported. */
export type FixWriter = (edit: Editing) => Edited | readonly Edited[];

const editing: Editing = {
  set: (at, value, below) => changeAt(at, below, (there) => ({ ...there, type: "set", value })),
  remove: (at, below) => changeAt(at, below, (there) => ({ ...there, type: "remove" })),
  insert: (at, value, below) => changeAt(at, below, (there) => ({ ...there, type: "insert", value })),
  rename: (at, key) => changeAt(at, [], (there) => ({ ...there, type: "rename", key })),
};

/** The fix that a rule writes; none where a part of it stands in no document. */
export function writeFix(safety: Fix["safety"], write: FixWriter): Fix | undefined {
  const written = write(editing);
  const list: readonly Edited[] = isList(written) ? written : [written];
  const changes = list.filter((change): change is FixChange => change !== undefined);
  return changes.length > 0 && changes.length === list.length ? { safety, changes } : undefined;
}

function isList(written: Edited | readonly Edited[]): written is readonly Edited[] {
  return Array.isArray(written);
}

function changeAt(
  at: At,
  below: readonly string[] = [],
  make: (there: Pick<FixChange, "file" | "pointer">) => FixChange,
): Edited {
  const place: Place = placeOf(at);
  if (place.pointer === undefined) return undefined;
  const rest = below.map((segment) => `/${segment.replaceAll("~", "~0").replaceAll("/", "~1")}`);
  return make({ file: place.file, pointer: place.pointer + rest.join("") });
}
