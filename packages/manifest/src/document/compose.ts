import type { Json } from "@towpath/core";
import { EVENT_ID, type Event, SCALAR_STYLE } from "js-yaml";
import { bareObject } from "./bare-object.ts";
import type { Entry, Flaw, Node } from "./node.ts";
import { readScalar, scalarRange } from "./scalar.ts";

/** How many aliases a document may use, and how many values it may come to when each is written out. */
const MOST_ALIASES = 1_000;
const MOST_VALUES = 100_000;
const FORBIDDEN = new Set(["__proto__", "constructor", "prototype"]);
const MERGE = "<<";

interface Frame {
  readonly node: Node;
  readonly object: Record<string, Json>;
  readonly array: Json[];
  readonly anchor: string | undefined;
  key: { readonly text: string; readonly start: number; readonly end: number; readonly isMerge: boolean } | undefined;
}

/**
 * Builds the value of a file's first document from its events, with the offsets of everything in it. What is wrong is
 * reported and left out: a duplicate key, an alias of nothing or of too much, a key that JavaScript gives a meaning to.
 */
export function compose(
  source: string,
  events: readonly Event[],
  forbidden: ReadonlySet<string> = FORBIDDEN,
): { readonly root: Node | undefined; readonly flaws: readonly Flaw[] } {
  const flaws: Flaw[] = [];
  const frames: Frame[] = [];
  const anchors = new Map<string, Node | "open">();
  let root: Node | undefined;
  let last = 0;
  let aliases = 0;
  let values = 0;

  const flaw = (
    code: Flaw["code"],
    message: string,
    at: Flaw["at"],
    suggestions: readonly string[] = [],
    key?: string,
  ): void => {
    const above = frames.slice(0, -1).flatMap(stepOf);
    const step = key === undefined ? keyOf(frames.at(-1)) : [key];
    flaws.push({ code, message, at, path: [...above, ...step], suggestions });
  };

  const add = (node: Node): void => {
    values += node.items || node.entries ? 1 : node.size;
    const frame = frames.at(-1);
    if (!frame) {
      root ??= node;
      return;
    }
    frame.node.size += node.size;
    frame.node.end = Math.max(frame.node.end, last);
    if (frame.node.items) {
      frame.node.items.push(node);
      frame.array.push(node.value);
      return;
    }
    const { key } = frame;
    frame.key = undefined;
    if (key?.isMerge) merge(frame, node, key);
    else if (key) put(frame, key.text, { keyStart: key.start, keyEnd: key.end, node, isMerged: false });
  };

  const put = (frame: Frame, text: string, entry: Entry): void => {
    if (forbidden.has(text)) {
      const at = { start: entry.keyStart, end: entry.keyEnd };
      const message = `The key "${text}" is not allowed anywhere.`;
      flaw("manifest/forbidden-key", message, [at], ["Choose another name."], text);
      return;
    }
    const before = frame.node.entries?.get(text);
    if (before && !before.isMerged) {
      const at = { start: entry.keyStart, end: entry.keyEnd };
      const first = { start: before.keyStart, end: before.keyEnd };
      const name = text.length > 60 ? `${text.slice(0, 60)}…` : text;
      flaw("manifest/duplicate-key", `The key "${name}" is here twice.`, [at, first], ["Keep one of the two."], text);
      return;
    }
    frame.node.entries?.set(text, entry);
    frame.object[text] = entry.node.value;
  };

  const merge = (frame: Frame, node: Node, key: { readonly start: number; readonly end: number }): void => {
    for (const source of node.items ?? [node]) {
      if (!source.entries) {
        flaw("manifest/alias", "A merge key (<<) takes a mapping or a list of mappings.", [key]);
        return;
      }
      for (const [text, entry] of source.entries)
        if (!frame.node.entries?.has(text)) {
          values += entry.node.size;
          if (values > MOST_VALUES) return;
          put(frame, text, { ...entry, isMerged: true });
        }
    }
  };

  /** Takes a node as the key that the mapping on top waits for. True when it was one. */
  const takeKey = (node: Node, text: string, isMerge = false): boolean => {
    const frame = frames.at(-1);
    if (!frame?.node.entries || frame.key) return false;
    frame.key = { text, start: node.start, end: node.end, isMerge };
    frame.node.end = Math.max(frame.node.end, node.end);
    return true;
  };

  /** Goes on without a value that cannot be told. */
  const leaveOut = (): void => {
    const frame = frames.at(-1);
    if (frame) frame.key = undefined;
  };

  let documents = 0;
  for (const event of events) {
    if (event.type === EVENT_ID.DOCUMENT) {
      documents += 1;
      if (documents > 1) break;
      continue;
    }
    if (values > MOST_VALUES) {
      const at = { start: last, end: last };
      const written = aliases > 0 ? " when its aliases are written out" : "";
      const message = `The document comes to more than ${MOST_VALUES.toLocaleString("en")} values${written}.`;
      return {
        root: undefined,
        flaws: [
          ...flaws,
          { code: "manifest/too-large", message, at: [at], path: [], suggestions: ["Split it, or use fewer aliases."] },
        ],
      };
    }
    if (event.type === EVENT_ID.POP) {
      const frame = frames.pop();
      if (!frame) continue;
      if (frame.anchor !== undefined) anchors.set(frame.anchor, frame.node);
      if (frames.at(-1)?.node.entries && !frames.at(-1)?.key) {
        const isTemplate = source.startsWith("{{", frame.node.start - 1);
        const message = isTemplate
          ? "What starts with {{ is a template of another tool, which YAML takes for mappings."
          : "A list or a mapping cannot be a key.";
        const suggestions = isTemplate ? ["Let that tool fill it in first, or put the whole text in quotes."] : [];
        flaw("manifest/invalid-value", message, [frame.node], suggestions);
        takeKey(frame.node, `\n${frame.node.start}`);
      } else add(frame.node);
      continue;
    }
    const anchor =
      event.type !== EVENT_ID.ALIAS && event.anchorStart !== -1
        ? source.slice(event.anchorStart, event.anchorEnd)
        : undefined;

    if (event.type === EVENT_ID.ALIAS) {
      aliases += 1;
      const at = { start: event.anchorStart - 1, end: event.anchorEnd };
      last = event.anchorEnd;
      if (aliases > MOST_ALIASES) {
        const message = `The document uses more than ${MOST_ALIASES.toLocaleString("en")} aliases.`;
        return {
          root: undefined,
          flaws: [
            ...flaws,
            { code: "manifest/alias", message, at: [at], path: [], suggestions: ["Write the values out."] },
          ],
        };
      }
      const name = source.slice(event.anchorStart, event.anchorEnd);
      const target = anchors.get(name);
      if (target === undefined || target === "open") {
        const shown = name.length > 60 ? `${name.slice(0, 60)}…` : name;
        const message =
          target === "open"
            ? `The alias *${shown} stands within what it names.`
            : `The alias *${shown} names nothing: there is no &${shown} before it.`;
        flaw("manifest/alias", message, [at], target ? [] : [`Put it in quotes if it is a text: "*${shown}".`]);
      }
      if (typeof target !== "object") {
        if (!takeKey({ value: null, ...at, size: 1 }, `\n${at.start}`)) leaveOut();
        continue;
      }
      values += target.size;
      if (!takeKey({ ...target, ...at }, typeof target.value === "object" ? `\n${at.start}` : String(target.value)))
        add(target);
      continue;
    }
    if (event.type === EVENT_ID.SCALAR) {
      const range = scalarRange(event) ?? { start: last, end: last };
      last = range.end;
      const scalar = readScalar(source, event);
      if (!scalar.ok) flaw("manifest/invalid-value", `This value ${scalar.why}.`, [range]);
      const node: Node = { value: scalar.ok ? scalar.value : null, ...range, size: 1 };
      if (anchor !== undefined) anchors.set(anchor, node);
      const isKey = frames.at(-1)?.node.entries && !frames.at(-1)?.key;
      const text = isKey && event.valueStart !== -1 ? keyText(source, event, scalar.ok ? scalar.value : "") : "";
      // In quotes it is a text, as everywhere in JSON (https://yaml.org/type/merge.html).
      if (!takeKey(node, text, text === MERGE && event.style === SCALAR_STYLE.PLAIN)) add(node);
      continue;
    }
    const object = bareObject();
    const array: Json[] = [];
    const isMapping = event.type === EVENT_ID.MAPPING;
    const tag = event.tagStart === -1 ? "" : source.slice(event.tagStart, event.tagEnd);
    if (tag !== "" && tag !== "!" && tag !== (isMapping ? "!!map" : "!!seq"))
      flaw("manifest/invalid-value", `This value has the tag ${tag.slice(0, 60)}, which documents do not use.`, [
        { start: event.tagStart, end: event.tagEnd },
      ]);
    const place = { start: event.start, end: event.start + 1, size: 1 };
    const node: Node = isMapping
      ? { value: object, ...place, entries: new Map() }
      : { value: array, ...place, items: [] };
    last = event.start + 1;
    if (anchor !== undefined) anchors.set(anchor, "open");
    frames.push({ node, object, array, anchor, key: undefined });
  }
  return { root, flaws };
}

/** What leads from a mapping or a list that is open to what is open in it. */
function stepOf(frame: Frame): readonly string[] {
  return frame.node.items ? [String(frame.node.items.length)] : keyOf(frame);
}

function keyOf(frame: Frame | undefined): readonly string[] {
  return frame?.key ? [frame.key.text] : [];
}

/** A key is the text that stands there: `17:` is "17" and `true:` is "true". */
function keyText(source: string, event: Extract<Event, { readonly valueStart: number }>, value: unknown): string {
  return typeof value === "string" ? value : source.slice(event.valueStart, event.valueEnd);
}
