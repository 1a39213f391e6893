import type { Json } from "@towpath/core";
import type { Part } from "./layout.ts";
import { columnOf, lineStart, startsLine } from "./lines-of.ts";
import type { Draft } from "./locate.ts";
import { type Form, flowText, type Rendered, render } from "./render.ts";
import type { Quote } from "./scalar-text.ts";

/** How a value is written within a collection: as the collections beside it are. */
export function formIn(collection: Part, value: Json, quote?: Quote): Form {
  if (collection.style === "flow") return { isFlow: true, quote };
  if (typeof value !== "object" || value === null) return { isFlow: false, quote };
  const kind = Array.isArray(value) ? "sequence" : "mapping";
  const beside = collection.entries.map((entry) => entry.value).filter(({ entries }) => entries.length > 0);
  const model = beside.findLast((part) => part.kind === kind) ?? beside.at(-1);
  return { isFlow: model?.style === "flow" };
}

/** Writes a value as it stands within a collection; JSON on several lines stays on several lines. */
export function renderIn({ text, style }: Draft, collection: Part, value: Json, quote?: Quote): Rendered {
  const form = formIn(collection, value, quote);
  if (!style.isJson || typeof value !== "object" || value === null || !isMultiline(text, collection))
    return render(value, style, form);
  const first = collection.entries[0];
  const column = first ? columnOf(text, first.start) : 0;
  const lines = JSON.stringify(value, null, style.step).split("\n");
  return { inline: lines.join(style.lineBreak + " ".repeat(column)), below: [] };
}

/** The text of a value within a flow collection. */
export function flowTextIn(draft: Draft, collection: Part, value: Json): string {
  const { inline, below } = renderIn(draft, collection, value);
  return below.length > 0 ? flowText(value, draft.style, { isFlow: true }) : inline;
}

/** Whether the entries of a flow collection stand on lines of their own. */
export function isMultiline(text: string, { start, entries }: Part): boolean {
  const last = entries.at(-1);
  return last !== undefined && lineStart(text, last.start) > start && startsLine(text, last.start);
}
