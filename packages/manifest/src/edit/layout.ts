import { CST, Parser } from "yaml";
import { RefusedChange } from "./refused-change.ts";

/** A value as it is written, with the offsets of its text. */
export interface Part {
  readonly kind: "scalar" | "mapping" | "sequence" | "alias" | "nothing";
  readonly style: "plain" | "single" | "double" | "literal" | "flow" | "block" | "implicit";
  readonly start: number;
  readonly end: number;
  /** Where its anchor or tag starts; `start` where it has neither. */
  readonly propertiesStart: number;
  /** The text that a scalar says, or the name that an alias names. */
  readonly text: string;
  readonly anchor: string | undefined;
  readonly hasTag: boolean;
  /** A block scalar's `|+`, up to where its header ends. */
  readonly headerEnd: number;
  /** In the order of the text; those of a sequence have no key. */
  readonly entries: readonly Entry[];
}

/** A key with its value, or an item of a list. */
export interface Entry {
  readonly key: Part | undefined;
  /** Where its `-`, its `?`, or its key starts. */
  readonly start: number;
  /** Behind its `:` or `-`; where the value starts in a flow list. */
  readonly indicatorEnd: number;
  readonly hasColon: boolean;
  readonly value: Part;
  /** The offset of the comma behind it, in flow style. */
  readonly comma: number | undefined;
}

/**
 * Where everything in a document stands: comments, commas and indentation included, as the `yaml` library's concrete
 * syntax tree has it (https://eemeli.org/yaml/#parser).
 *
 * @param text without a byte-order mark; one that Towpath has read as one document
 */
export function layoutOf(text: string): Part {
  for (const token of new Parser().parse(text)) {
    if (token.type === "error") unreadable();
    if (token.type === "document") return partOf(token.value, token.start, token.offset);
  }
  return nothing(0, []);
}

/** Two readers of YAML differ here: what one of them cannot read is not changed. */
function unreadable(): never {
  throw new RefusedChange("The document's layout cannot be read.", []);
}

const STYLES = {
  scalar: "plain",
  "single-quoted-scalar": "single",
  "double-quoted-scalar": "double",
  "block-scalar": "literal",
} as const;

function partOf(token: CST.Token | null | undefined, before: readonly CST.SourceToken[], at: number): Part {
  if (!token) return nothing(at, before);
  const common = { ...propertiesOf(before, token.offset), text: "", headerEnd: token.offset, entries: [] };
  switch (token.type) {
    case "alias":
      return { ...common, kind: "alias", style: "plain", ...spanOf(token), text: token.source.slice(1) };
    case "scalar":
    case "single-quoted-scalar":
    case "double-quoted-scalar": {
      const text = CST.resolveAsScalar(token, true, unreadable).value;
      return { ...common, kind: "scalar", style: STYLES[token.type], ...spanOf(token), text };
    }
    case "block-scalar": {
      const header = token.props.find(({ type }) => type === "block-scalar-header");
      const start = header?.offset ?? token.offset;
      const headerEnd = header ? spanOf(header).end : start;
      const bodyStart = token.props.reduce((end, property) => Math.max(end, spanOf(property).end), headerEnd);
      const text = CST.resolveAsScalar(token, true, unreadable).value;
      return {
        ...common,
        kind: "scalar",
        style: "literal",
        start,
        end: bodyStart + token.source.length,
        text,
        headerEnd,
      };
    }
    case "block-map": {
      const entries = token.items.flatMap((item) => ("key" in item || item.sep ? entryOf(item) : []));
      return collection(
        { ...common, kind: "mapping", style: "block", start: entries[0]?.start ?? token.offset },
        entries,
      );
    }
    case "block-seq": {
      const entries = token.items.flatMap((item) => itemOf(item));
      return collection(
        { ...common, kind: "sequence", style: "block", start: entries[0]?.start ?? token.offset },
        entries,
      );
    }
    case "flow-collection":
      return flowOf(token, common);
    default:
      return unreadable();
  }
}

function flowOf(
  token: CST.FlowCollection,
  common: Pick<Part, "propertiesStart" | "anchor" | "hasTag" | "text" | "headerEnd">,
): Part {
  const isMapping = token.start.type === "flow-map-start";
  const entries: Entry[] = [];
  for (const item of token.items) {
    const comma = item.start.find(({ type }) => type === "comma");
    const last = entries.at(-1);
    if (comma && last) entries[entries.length - 1] = { ...last, comma: comma.offset };
    if (!item.key && !item.sep && !item.value) continue;
    entries.push(isMapping ? entryOf(item) : flowItemOf(item));
  }
  const close = token.end[0];
  const end = close ? spanOf(close).end : token.offset;
  return { ...common, kind: isMapping ? "mapping" : "sequence", style: "flow", start: token.offset, end, entries };
}

function entryOf({ start, key, sep = [], value }: CST.CollectionItem): Entry {
  const colon = sep.find(({ type }) => type === "map-value-ind");
  const first = start.find(({ type }) => type === "explicit-key-ind" || type === "anchor" || type === "tag");
  const keyAt = key?.offset ?? (first ? spanOf(first).end : (colon?.offset ?? value?.offset ?? 0));
  const keyPart = partOf(key, start, keyAt);
  const indicatorEnd = colon ? spanOf(colon).end : keyPart.end;
  const behind = colon ? sep.slice(sep.indexOf(colon) + 1) : sep;
  return {
    key: keyPart,
    start: first?.offset ?? keyPart.propertiesStart,
    indicatorEnd,
    hasColon: colon !== undefined,
    value: partOf(value, behind, indicatorEnd),
    comma: undefined,
  };
}

function itemOf({ start, value }: CST.CollectionItem): readonly Entry[] {
  const dash = start.find(({ type }) => type === "seq-item-ind");
  if (!dash) return [];
  const indicatorEnd = spanOf(dash).end;
  const part = partOf(value, start.slice(start.indexOf(dash) + 1), indicatorEnd);
  return [{ key: undefined, start: dash.offset, indicatorEnd, hasColon: true, value: part, comma: undefined }];
}

function flowItemOf(item: CST.CollectionItem): Entry {
  const behindComma = item.start.slice(item.start.findIndex(({ type }) => type === "comma") + 1);
  if (!item.sep) {
    const token = item.value ?? item.key;
    const value = partOf(token, behindComma, token?.offset ?? 0);
    return {
      key: undefined,
      start: value.propertiesStart,
      indicatorEnd: value.propertiesStart,
      hasColon: true,
      value,
      comma: undefined,
    };
  }
  // `[a: 1]`: a mapping without braces of its own.
  const pair = entryOf(item);
  const value: Part = {
    ...nothing(pair.start, []),
    kind: "mapping",
    style: "implicit",
    end: pair.value.end,
    entries: [pair],
  };
  return { key: undefined, start: pair.start, indicatorEnd: pair.start, hasColon: true, value, comma: undefined };
}

function collection(part: Omit<Part, "end" | "entries">, entries: readonly Entry[]): Part {
  return { ...part, end: entries.at(-1)?.value.end ?? part.start, entries };
}

function nothing(at: number, before: readonly CST.SourceToken[]): Part {
  const properties = propertiesOf(before, at);
  const end = before.reduce((last, token) => (isProperty(token) ? spanOf(token).end : last), at);
  return { ...properties, kind: "nothing", style: "plain", start: end, end, text: "", headerEnd: end, entries: [] };
}

function propertiesOf(
  before: readonly CST.SourceToken[],
  at: number,
): Pick<Part, "propertiesStart" | "anchor" | "hasTag"> {
  const properties = before.filter(isProperty);
  return {
    propertiesStart: properties[0]?.offset ?? at,
    anchor: properties.find(({ type }) => type === "anchor")?.source.slice(1),
    hasTag: properties.some(({ type }) => type === "tag"),
  };
}

function isProperty({ type }: CST.SourceToken): boolean {
  return type === "anchor" || type === "tag";
}

function spanOf(token: CST.Token): { readonly start: number; readonly end: number } {
  const length = "source" in token ? token.source.length : 0;
  return { start: token.offset, end: token.offset + length };
}
