import { isJsonObject, type JsonObject } from "@towpath/core";
import { objectAt, type ReferenceSection } from "./reference-sections.ts";
import { anchor, example, meaning, type Reference, valueWords } from "./reference-words.ts";

/** What a page says of a document beside its keys. */
export interface PageHead {
  readonly title: string;
  /** Markdown between the title and the keys. */
  readonly text: string;
}

/** The reference of one kind of document, as Markdown. */
export function referencePage(kind: string, { title, text }: PageHead, reference: Reference): string {
  const sections = [...reference.sections.values()].filter((section) => section.kind === kind);
  const anchors = sections.map(({ path }) => anchor(path));
  const twice = anchors.find((name, index) => anchors.indexOf(name) !== index);
  if (twice !== undefined) throw new Error(`Two sections of ${kind} have the anchor ${twice}.`);
  return [`# ${title}\n`, `${text}\n`, ...sections.map((section) => sectionText(section, reference))].join("\n");
}

function sectionText({ kind, path, schema, required }: ReferenceSection, reference: Reference): string {
  const { description } = schema;
  const rows = Object.entries(objectAt(schema, "properties") ?? {}).flatMap(([key, member]) => {
    if (!isJsonObject(member)) return [];
    const placed = { kind, schema: member };
    const what = meaning(placed, reference, required.includes(key));
    return [[`\`${key}\``, valueWords(placed, reference), what, example(placed, reference)]];
  });
  const head =
    path === "" ? [] : [`## ${path}\n`, ...(typeof description === "string" ? [`${prose(description)}\n`] : [])];
  return [...head, table(["key", "value", "what it is", "example"], rows), ...openEnd(schema)].join("\n");
}

/** What other keys there may be. */
function openEnd({ additionalProperties }: JsonObject): readonly string[] {
  return additionalProperties === true ? ["Beside these stands what its kind takes.\n"] : [];
}

/** Columns are as wide as their widest cell, as formatters have them. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const cells = [head, ...rows.map((row) => row.map((text) => prose(text).replaceAll("|", "\\|")))];
  const widths = head.map((_, column) => Math.max(3, ...cells.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]): string =>
    `| ${widths.map((width, column) => (row[column] ?? "").padEnd(width)).join(" | ")} |\n`;
  const [first = [], ...others] = cells;
  return [line(first), line(widths.map((width) => "-".repeat(width))), ...others.map(line)].join("");
}

/** Text in which placeholders stand as code, and nothing but code and links is Markdown. */
function prose(text: string): string {
  return text
    .split(/(`[^`]*`|<br>|\*\*Required\.\*\*)/)
    .map((part, index) =>
      index % 2 === 1
        ? part
        : part
            .replaceAll("<", "&lt;")
            .replaceAll("*", "\\*")
            .replace(/\$\{[^}]*\}/g, "`$&`"),
    )
    .join("");
}
