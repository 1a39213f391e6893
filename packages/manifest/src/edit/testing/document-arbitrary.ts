import { fc } from "../../testing/property.ts";

/** A value as it is written, before indentation. */
interface Written {
  readonly isFlow: boolean;
  readonly isList: boolean;
  /** A flow collection with a line for each entry. */
  readonly isOnLines: boolean;
  readonly hasLastComma: boolean;
  readonly entries: readonly Entry[];
  /** A scalar: on the line of its key; several for a block scalar. */
  readonly lines: readonly string[];
}

interface Entry {
  readonly key: string;
  readonly part: Written;
  /** Right above it; they belong to it. */
  readonly own: readonly string[];
  /** Above those, with a blank line between; they belong to nobody. */
  readonly apart: readonly string[];
  /** Behind it on its line. */
  readonly behind: string | undefined;
}

const SCALARS = [
  "text",
  '"double # no comment"',
  "'single ''quoted'''",
  "17",
  '"17"',
  "true",
  "~",
  "0.5",
  "https://example.test/a#b",
  '"${resources.db.url}"',
  "grüße 🚢",
].map((line) => [line]);
const BLOCK_SCALARS = [
  ["|", "one", "# no comment", "", "two"],
  [">-", "folded", "text"],
  ["|-", "less", "  deeper"],
  ["|+", "kept", ""],
  ["${resources.db.url}"],
  [""],
];
const KEYS = ["a", "b", "name", "on", "17", "a b", "x-y", "true", "größe", "very/long_key.with-all", "#hash"];

const keyText = (key: string): string => (/^(on|17|true|#hash)$/.test(key) ? `"${key}"` : key);

const comments = fc.array(fc.constant("# c"), { maxLength: 2 });

const scalar = (all: readonly (readonly string[])[]): fc.Arbitrary<Written> =>
  fc.constantFrom(...all).map((lines) => ({
    lines,
    isFlow: false,
    isList: false,
    isOnLines: false,
    hasLastComma: false,
    entries: [],
  }));

const { block } = fc.letrec<{ flow: Written; block: Written }>((tie) => ({
  flow: fc.oneof({ maxDepth: 3, withCrossShrink: true }, scalar(SCALARS), collection(tie("flow"), true)),
  block: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    scalar([...SCALARS, ...BLOCK_SCALARS]),
    collection(tie("flow"), true),
    collection(tie("block"), false),
    collection(tie("block"), false),
  ),
}));

function collection(part: fc.Arbitrary<Written>, isFlow: boolean): fc.Arbitrary<Written> {
  const entry = fc.record({
    key: fc.constantFrom(...KEYS).map(keyText),
    part,
    own: comments,
    apart: comments,
    behind: fc.option(fc.constant("# c"), { nil: undefined, freq: 3 }),
  });
  const size = { minLength: isFlow ? 0 : 1, maxLength: 4 };
  return fc.record({
    isFlow: fc.constant(isFlow),
    isList: fc.boolean(),
    isOnLines: fc.boolean(),
    hasLastComma: fc.boolean(),
    entries: fc.uniqueArray(entry, { selector: ({ key }) => key, ...size }),
    lines: fc.constant([]),
  });
}

/** How a document is laid out. */
interface Layout {
  readonly step: number;
  readonly listIndent: number;
  readonly lineBreak: string;
  readonly padding: string;
  readonly head: string;
  readonly tail: string;
  readonly endsWithBreak: boolean;
  readonly mark: string;
}

const layout: fc.Arbitrary<Layout> = fc.record({
  step: fc.constantFrom(2, 3, 4),
  listIndent: fc.constantFrom(0, 2),
  lineBreak: fc.constantFrom("\n", "\r\n"),
  padding: fc.constantFrom("", " "),
  head: fc.constantFrom("", "# head of the file\n", "---\n", "# head\n\n"),
  tail: fc.constantFrom("", "# tail\n", "\n\n"),
  endsWithBreak: fc.boolean(),
  mark: fc.constantFrom("", "\ufeff"),
});

/** Documents with comments, blank lines, quotes, block and flow style, and either line break. */
export const writtenDocument: fc.Arbitrary<string> = fc.tuple(collection(block, false), layout).map(([root, style]) => {
  const body = `${style.head}${blockLines(root, style).join("\n")}\n${style.tail}`;
  const ended = style.endsWithBreak ? body : body.replace(/\n+$/, "");
  // Each comment is itself and no other.
  let number = 0;
  const text = ended.replace(/# c$/gm, () => `# c${number++}`).replaceAll("\n", style.lineBreak);
  return style.mark + text;
});

function blockLines({ entries, isList }: Written, style: Layout): readonly string[] {
  return entries.flatMap(({ key, part, own, apart, behind }) => {
    const above = [...(apart.length > 0 ? ["", ...apart, ""] : []), ...own];
    const indent = part.isList ? (isList ? 2 : style.listIndent) : isList ? 2 : style.step;
    const sign = isList ? "-" : `${key}:`;
    const comment = behind === undefined ? "" : ` ${behind}`;
    if (part.isFlow && part.isOnLines && part.entries.length > 0) {
      const [first = "", ...rest] = flowLines(part, style);
      return [...above, `${sign} ${first}`, ...indented(rest, style.step)];
    }
    if (part.isFlow) return [...above, `${sign} ${flowLine(part, style)}${comment}`];
    if (part.entries.length === 0) {
      const [first = "", ...rest] = part.lines;
      return [...above, `${sign}${first === "" ? "" : ` ${first}`}${comment}`, ...indented(rest, style.step)];
    }
    const below = indented(blockLines(part, style), indent);
    const [first = ""] = below;
    const canShare = isList && /^ *[^ #]/.test(first) && behind === undefined;
    if (canShare) return [...above, `- ${first.slice(2)}`, ...below.slice(1)];
    return [...above, `${sign}${comment}`, ...below];
  });
}

function flowLines({ entries, isList, hasLastComma }: Written, style: Layout): readonly string[] {
  const inner = entries.flatMap(({ key, part, own, behind }, index) => {
    const comma = hasLastComma || index < entries.length - 1 ? "," : "";
    const sign = isList ? "" : `${key}: `;
    return [...own, `${sign}${flowLine(part, style)}${comma}${behind === undefined ? "" : ` ${behind}`}`];
  });
  return [isList ? "[" : "{", ...indented(inner, style.step), isList ? "]" : "}"];
}

function flowLine({ entries, isList, isFlow, lines }: Written, style: Layout): string {
  if (!isFlow) return lines[0] ?? "";
  const all = entries.map(({ key, part }) => `${isList ? "" : `${key}: `}${flowLine(part, style)}`);
  const pad = isList || all.length === 0 ? "" : style.padding;
  return `${isList ? "[" : "{"}${pad}${all.join(", ")}${pad}${isList ? "]" : "}"}`;
}

function indented(lines: readonly string[], columns: number): readonly string[] {
  return lines.map((line) => (line === "" ? "" : " ".repeat(columns) + line));
}
