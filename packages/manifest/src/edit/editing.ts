import { canonicalJson, isJsonObject, type Json } from "@towpath/core";
import { parseDocument } from "../document/parse.ts";
import type { SourceDocument } from "../document/source-document.ts";
import { address, type Change, changeValue, nested, type Path, samePath, valueAt } from "./change.ts";
import { insertEntry } from "./insert-entry.ts";
import { layoutOf } from "./layout.ts";
import { type Draft, entryAt, holdsShared, refuseNeeded, refuseShared, sharedAnchors, wayTo } from "./locate.ts";
import { placeEntry, renameKey, wrapEntry, writtenEntry } from "./move-entry.ts";
import { Pieces } from "./pieces.ts";
import { RefusedChange } from "./refused-change.ts";
import { removeEntry } from "./remove-entry.ts";
import { replaceValue } from "./replace-value.ts";
import { styleOf } from "./style.ts";

/** A document while it is being changed: each change sees the text and the value that those before it have made. */
export class Editing {
  readonly pieces: Pieces;
  readonly #isJson: boolean;
  #value: Json;
  #draft: Draft | undefined;

  constructor(document: SourceDocument) {
    this.pieces = new Pieces(document.text);
    this.#value = document.value;
    this.#isJson = this.#read().style.isJson;
  }

  change(change: Change): void {
    const changed = changeValue(this.#value, change);
    const movesShared = change.type === "move" && this.#holdsShared(change.path);
    this.#carryOut(change);
    this.#value = changed;
    const { document, findings } = parseDocument("", new TextEncoder().encode(this.pieces.text));
    const isAsMeant = document && findings.length === 0 && canonicalJson(document.value) === canonicalJson(changed);
    if (!isAsMeant && movesShared)
      throw new RefusedChange(
        `${address(change.path)} cannot be moved there: what an alias names (&) has to stand before the alias (*).`,
        change.path,
        "manifest/edit-alias",
      );
    if (!isAsMeant || (this.#isJson && !this.#read().style.isJson))
      throw new RefusedChange(
        `${address(change.path)} cannot be changed in place: the document would not say what is meant.`,
        change.path,
      );
  }

  #read(): Draft {
    const { text } = this.pieces;
    if (this.#draft?.text !== text) {
      const root = layoutOf(text);
      this.#draft = { text, root, style: styleOf(text, root), shared: sharedAnchors(root) };
    }
    return this.#draft;
  }

  #carryOut(change: Change): void {
    switch (change.type) {
      case "set":
        this.#set(change.path, valueAt(this.#value, change.path), change.value);
        break;
      case "remove":
        if (valueAt(this.#value, change.path) !== undefined) this.#remove(change.path);
        break;
      case "rename":
        this.pieces.splice(renameKey(this.#read(), change.path, change.key));
        break;
      case "move":
        this.#move(change.path, change.to);
        break;
      case "insert":
        this.#insert(change.path, change.value, change.index);
    }
  }

  #set(path: Path, before: Json | undefined, value: Json): void {
    const draft = this.#read();
    const { located, part, rest } = wayTo(draft, path);
    const isSame = before !== undefined && canonicalJson(before) === canonicalJson(value);
    const isOwn = part.kind !== "alias" && part.entries.length > 0;
    if (rest.length > 0) this.#make(path, value);
    else if (isSame && part.kind !== "nothing") return;
    else if (isOwn && isJsonObject(before) && isJsonObject(value) && Object.keys(value).length > 0)
      this.#mergeMapping(path, before, value);
    else if (isOwn && isList(before) && isList(value) && value.length > 0) this.#mergeList(path, before, value);
    else {
      if (!located) throw noDocument(path);
      if (part.kind !== "alias") refuseShared(draft, part, path, path);
      refuseNeeded(draft, located, path);
      this.pieces.splice(replaceValue(draft, located, value));
    }
  }

  /** Only what differs is touched. */
  #mergeMapping(path: Path, before: { readonly [key: string]: Json }, value: { readonly [key: string]: Json }): void {
    for (const [key, member] of Object.entries(value))
      this.#set([...path, key], Object.hasOwn(before, key) ? before[key] : undefined, member);
    for (const key of Object.keys(before)) if (!Object.hasOwn(value, key)) this.#remove([...path, key]);
  }

  /** Items at both ends that are the same stay; those between are changed in place, then taken out or added. */
  #mergeList(path: Path, before: readonly Json[], value: readonly Json[]): void {
    const [old, wanted] = [before.map(canonicalJson), value.map(canonicalJson)];
    const most = Math.min(old.length, wanted.length);
    let head = 0;
    while (head < most && old[head] === wanted[head]) head += 1;
    let tail = 0;
    while (tail < most - head && old.at(-1 - tail) === wanted.at(-1 - tail)) tail += 1;
    const [oldEnd, wantedEnd] = [old.length - tail, wanted.length - tail];
    for (let index = head; index < Math.min(oldEnd, wantedEnd); index += 1)
      this.#set([...path, index], before[index], value[index] ?? null);
    for (let index = oldEnd - 1; index >= wantedEnd; index -= 1) this.#remove([...path, index]);
    for (let index = oldEnd; index < wantedEnd; index += 1) this.#insert(path, value[index] ?? null, index);
  }

  /** Writes what is not there yet, with all that leads to it. */
  #make(path: Path, value: Json): void {
    const draft = this.#read();
    const { located, part, rest } = wayTo(draft, path);
    const [key, ...others] = rest;
    const there = path.slice(0, path.length - others.length);
    // Only a merge key says what is not written: a key of its own may go before it, but nothing can be put within it.
    if (others.length > 0 && isJsonObject(valueAt(this.#value, there))) entryAt(draft, there);
    const isEmpty = part.entries.length === 0 && located !== undefined && !this.#hasComment(part);
    if (part.kind === "nothing" || part.kind === "scalar" || isEmpty) {
      if (!located) throw noDocument(path);
      refuseShared(draft, part, path.slice(0, -rest.length), path);
      this.pieces.splice(replaceValue(draft, located, nested(rest, value)));
    } else {
      const added = { ...(typeof key === "string" ? { key } : {}), value: nested(others, value) };
      this.pieces.splice(insertEntry(draft, part, added, part.entries.length));
    }
  }

  #remove(path: Path): void {
    const draft = this.#read();
    const located = entryAt(draft, path);
    refuseNeeded(draft, located, path);
    this.pieces.splice(removeEntry(draft, located));
  }

  #insert(path: Path, value: Json, index?: number): void {
    const draft = this.#read();
    const { located, part, rest } = wayTo(draft, path);
    const isEmpty = part.kind !== "sequence" || (part.entries.length === 0 && !this.#hasComment(part));
    if (rest.length > 0) this.#make(path, [value]);
    else {
      refuseShared(draft, part, path, path);
      this.pieces.splice(
        located && isEmpty
          ? replaceValue(draft, located, [value])
          : insertEntry(draft, part, { value }, index ?? part.entries.length),
      );
    }
  }

  #move(path: Path, to: Path): void {
    const draft = this.#read();
    const located = entryAt(draft, path);
    const key = String(to.at(-1));
    const value = valueAt(this.#value, path) ?? null;
    const way = wayTo(draft, to.slice(0, -1));
    if (samePath(path, to)) return;
    refuseShared(draft, way.part, to.slice(0, to.length - 1 - way.rest.length), to);
    if (way.part === located.collection && way.rest.length === 0) this.pieces.splice(renameKey(draft, path, key));
    else if (way.part === located.collection) this.pieces.splice(wrapEntry(draft, located, way.rest, key, value));
    else {
      const written = writtenEntry(draft, located, key, value);
      this.pieces.splice(removeEntry(draft, located, located.collection.style === "flow"));
      this.pieces.splice(placeEntry(this.#read(), to, written));
    }
  }

  #holdsShared(path: Path): boolean {
    const draft = this.#read();
    return holdsShared(draft, entryAt(draft, path));
  }

  #hasComment({ start, end }: { readonly start: number; readonly end: number }): boolean {
    return this.pieces.text.slice(start, end).includes("#");
  }
}

function noDocument(path: Path): RefusedChange {
  return new RefusedChange("The document itself cannot be replaced.", path);
}

function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}
