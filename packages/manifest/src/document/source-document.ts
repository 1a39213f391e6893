import type { Json, Place, Range } from "@towpath/core";
import { Lines } from "./lines.ts";
import type { Entry, Node } from "./node.ts";
import type { Places } from "./places.ts";
import { pointer } from "./pointer.ts";
import { scalarPlaces } from "./scalar-places.ts";

/** One document of a file: its value, and where each part of it stands. */
export class SourceDocument implements Places {
  /** As the user would type it, with `/`. */
  readonly file: string;
  readonly text: string;
  readonly value: Json;
  /** All of its values with their offsets, for walking over them; undefined where there are none. */
  readonly root: Node | undefined;
  #lines: Lines | undefined;
  #texts: readonly string[] | undefined;

  constructor(file: string, text: string, root: Node | undefined) {
    this.file = file;
    this.text = text;
    this.value = root?.value ?? null;
    this.root = root;
  }

  /** The range between two offsets of the text. */
  range(start: number, end: number): Range {
    this.#lines ??= new Lines(this.text);
    return { start: this.#lines.position(start), end: this.#lines.position(end) };
  }

  /** Where a value stands; the nearest value around it where the path leads nowhere. */
  placeOfValue(path: readonly (string | number)[]): Place {
    const found = this.#walk(path);
    if (!found) return { file: this.file, pointer: pointer(path) };
    return { file: this.file, range: this.range(found.node.start, found.node.end), pointer: pointer(path) };
  }

  /** Where a key stands; the value's place for an item of a list, the nearest around it where the path leads nowhere. */
  placeOfKey(path: readonly (string | number)[]): Place {
    const found = this.#walk(path);
    if (!found) return { file: this.file, pointer: pointer(path) };
    const { node, entry } = found;
    const range = entry ? this.range(entry.keyStart, entry.keyEnd) : this.range(node.start, node.end);
    return { file: this.file, range, pointer: pointer(path) };
  }

  /** Where a part of a text stands, such as one placeholder; the whole text's place where it is not written as it is. */
  placeOfText(path: readonly (string | number)[], part: string): Place {
    const found = this.#walk(path);
    const whole = this.placeOfValue(path);
    if (!found) return whole;
    const at = this.text.slice(found.node.start, found.node.end).indexOf(part);
    const start = found.node.start + at;
    return at === -1 ? whole : { ...whole, range: this.range(start, start + part.length) };
  }

  /** Where a part of a scalar's value stands, from one offset of the value up to another; see {@link scalarPlaces}. */
  placeOfPart(path: readonly (string | number)[], start: number, end: number): Place {
    const found = this.#walk(path);
    const whole = this.placeOfValue(path);
    if (!found || found.node.entries || found.node.items || found.node.value === null) return whole;
    const at = scalarPlaces(this.text, found.node, String(found.node.value))(start, end);
    return { ...whole, range: this.range(at.start, at.end) };
  }

  lineAt(place: Place): string {
    this.#texts ??= this.text.split(/\r\n|\n|\r/);
    return place.range ? (this.#texts[place.range.start.line - 1] ?? "") : "";
  }

  /** The node at a path, or the nearest around it, with the entry that it is the value of. */
  #walk(path: readonly (string | number)[]): Found | undefined {
    let node = this.root;
    if (!node) return undefined;
    let entry: Entry | undefined;
    for (const segment of path) {
      const member: Entry | undefined = node.entries?.get(typeof segment === "string" ? segment : String(segment));
      const next: Node | undefined = member?.node ?? node.items?.[Number(segment)];
      if (!next) break;
      node = next;
      entry = member;
    }
    return { node, entry };
  }
}

interface Found {
  readonly node: Node;
  readonly entry: Entry | undefined;
}
