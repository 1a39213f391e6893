import type { Place, Range } from "@towpath/core";
import {
  type DocumentEntry,
  type DocumentNode,
  type ScalarPlaces,
  type SourceDocument,
  scalarPlaces,
} from "@towpath/manifest";
import type { Interpolation } from "../expression/interpolation.ts";
import { readInterpolations } from "../expression/read-interpolations.ts";
import { commentBehind } from "./comment-behind.ts";
import type { Mapping, Scalar, Sequence, SourceValue } from "./source-value.ts";

/** A document's root as a value of its source; undefined where it holds nothing. */
export function readSource(document: SourceDocument): SourceValue | undefined {
  const { root } = document;
  if (!root) return undefined;
  return sourceValue({ document, interpolations: new Map() }, root, undefined, []);
}

/** What the values of one document share. A scalar that aliases repeat is parsed once. */
interface Source {
  readonly document: SourceDocument;
  readonly interpolations: Map<DocumentNode, readonly Interpolation[]>;
}

function sourceValue(
  source: Source,
  node: DocumentNode,
  entry: DocumentEntry | undefined,
  path: readonly string[],
): SourceValue {
  if (node.entries) return new MappingView(source, node, entry, path);
  if (node.items) return new SequenceView(source, node, entry, path);
  return new ScalarView(source, node, entry, path);
}

/** Works its places out when they are asked for: nearly all values are looked at, and hardly one is reported. */
class View {
  protected readonly source: Source;
  protected readonly node: DocumentNode;
  protected readonly entry: DocumentEntry | undefined;
  readonly path: readonly string[];

  constructor(source: Source, node: DocumentNode, entry: DocumentEntry | undefined, path: readonly string[]) {
    this.source = source;
    this.node = node;
    this.entry = entry;
    this.path = path;
  }

  get place(): Place {
    return this.at(this.node.start, this.node.end);
  }

  get keyPlace(): Place {
    return this.entry ? this.at(this.entry.keyStart, this.entry.keyEnd) : this.place;
  }

  protected at(start: number, end: number): Place {
    const { document } = this.source;
    return { file: document.file, range: document.range(start, end), pointer: pointerOf(this.path) };
  }
}

class ScalarView extends View implements Scalar {
  readonly kind = "scalar";
  #interpolations: readonly Interpolation[] | undefined;
  #offsets: ScalarPlaces | undefined;

  get raw(): null | boolean | number | string {
    const { value } = this.node;
    return typeof value === "object" ? null : value;
  }

  get text(): string {
    const { value } = this.node;
    return typeof value === "string" ? value : value === null ? "" : String(value);
  }

  get interpolations(): readonly Interpolation[] {
    this.#interpolations ??= this.#read();
    return this.#interpolations;
  }

  #read(): readonly Interpolation[] {
    const { source, node } = this;
    if (typeof node.value !== "string" || !node.value.includes("${{")) return NONE;
    const known = source.interpolations.get(node);
    if (known) return known;
    const read = readInterpolations(this);
    source.interpolations.set(node, read);
    return read;
  }

  placeOf(start: number, end: number): Place {
    const { document } = this.source;
    const range: Range = this.#places(start, end);
    return { file: document.file, range, pointer: pointerOf(this.path) };
  }

  get comment(): string | undefined {
    const { text } = this.source.document;
    return commentBehind(text, this.node.end, this.entry?.keyEnd, this.node.start);
  }

  #places(start: number, end: number): Range {
    const { document } = this.source;
    this.#offsets ??= scalarPlaces(document.text, this.node, this.text);
    const at = this.#offsets(start, end);
    return document.range(at.start, at.end);
  }
}

class SequenceView extends View implements Sequence {
  readonly kind = "sequence";
  #items: readonly SourceValue[] | undefined;

  get items(): readonly SourceValue[] {
    this.#items ??= (this.node.items ?? []).map((node, index) =>
      sourceValue(this.source, node, undefined, [...this.path, String(index)]),
    );
    return this.#items;
  }
}

class MappingView extends View implements Mapping {
  readonly kind = "mapping";
  #entries: ReadonlyMap<string, SourceValue> | undefined;

  get entries(): ReadonlyMap<string, SourceValue> {
    if (this.#entries) return this.#entries;
    const entries = new Map<string, SourceValue>();
    for (const [key, entry] of this.node.entries ?? [])
      entries.set(key, sourceValue(this.source, entry.node, entry, [...this.path, key]));
    this.#entries = entries;
    return entries;
  }

  get(key: string): SourceValue | undefined {
    return this.entries.get(key);
  }

  scalar(key: string): Scalar | undefined {
    const value = this.get(key);
    return value?.kind === "scalar" ? value : undefined;
  }

  mapping(key: string): Mapping | undefined {
    const value = this.get(key);
    return value?.kind === "mapping" ? value : undefined;
  }

  list(key: string): readonly SourceValue[] {
    const value = this.get(key);
    if (value?.kind === "sequence") return value.items;
    return value?.kind === "scalar" && value.raw !== null ? [value] : [];
  }

  commentOf(key: string): string | undefined {
    const entry = this.node.entries?.get(key);
    return entry && commentBehind(this.source.document.text, entry.node.end, entry.keyEnd, entry.node.start);
  }
}

const NONE: readonly Interpolation[] = [];

function pointerOf(path: readonly string[]): string {
  return path.map((segment) => `/${segment.replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
}
