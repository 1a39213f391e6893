import { type FixChange, isJsonObject, type Json } from "@towpath/core";
import { pointerPath } from "../document/pointer.ts";
import type { Change, Path } from "./change.ts";

/** The changes of a fix as changes of a document that has this value: a pointer does not say what is a list, the value does. */
export function fixChanges(value: Json, changes: readonly FixChange[]): readonly Change[] {
  return changes.map((change) => changeOf(change, pathIn(value, change.pointer)));
}

function changeOf(change: FixChange, path: Path): Change {
  switch (change.type) {
    case "set":
      return { type: "set", path, value: change.value };
    case "remove":
      return { type: "remove", path };
    case "rename":
      return { type: "rename", path, key: change.key };
    case "insert": {
      const { value, index } = change;
      return { type: "insert", path, value, ...(index === undefined ? {} : { index }) };
    }
  }
}

function pathIn(value: Json, pointer: string): Path {
  let at: Json | undefined = value;
  return pointerPath(pointer).map((segment) => {
    if (Array.isArray(at) && /^\d+$/.test(segment)) {
      const index = Number(segment);
      at = at[index];
      return index;
    }
    at = isJsonObject(at) && Object.hasOwn(at, segment) ? at[segment] : undefined;
    return segment;
  });
}
