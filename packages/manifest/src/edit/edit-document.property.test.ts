import { canonicalJson, type Json } from "@towpath/core";
import { expect } from "vitest";
import { parseDocument } from "../document/parse.ts";
import { fc, test } from "../testing/property.ts";
import { applyEdits } from "./apply-edits.ts";
import type { Change } from "./change.ts";
import { editDocument } from "./edit-document.ts";
import { at, changed, changeFor, choice, pathsOf } from "./testing/any-change.ts";
import { writtenDocument } from "./testing/document-arbitrary.ts";

const read = (text: string): Json | undefined => {
  const { document, findings } = parseDocument("x", new TextEncoder().encode(text));
  return findings.length === 0 ? document?.value : undefined;
};

const comments = (text: string): readonly string[] => text.match(/# c\d+/g) ?? [];

const documents = writtenDocument
  .map((text) => ({ text, value: read(text) }))
  .filter((one): one is { text: string; value: Json } => one.value !== undefined);

test("what the arbitrary writes is YAML", [writtenDocument], (text) => expect(read(text)).toBeDefined());

test(
  "an edited document says what the change says, and keeps its comments",
  [documents, choice],
  ({ text, value }, chosen) => {
    const change = changeFor(value, ...chosen);
    fc.pre(change !== undefined);
    const edited = editDocument(text, [change]);
    // A block scalar with "+" takes the blank lines of wherever it is moved to: that is refused.
    fc.pre(!(change.type === "move" && text.includes("|+") && edited.findings.length > 0));
    expect(edited.findings).toEqual([]);
    expect(canonicalJson(read(edited.text))).toBe(canonicalJson(changed(value, change)));
    expect(applyEdits(text, edited.edits)).toEqual({ ok: true, text: edited.text });
    if (change.type !== "remove" && change.type !== "set")
      expect([...comments(edited.text)].sort()).toEqual([...comments(text)].sort());
  },
);

/** The lines of each entry of the document's mapping or list, and the comment lines right above it. */
function sections(text: string): readonly { readonly own: string; readonly body: string }[] {
  const found: { own: string; body: string }[] = [];
  let own = "";
  for (const line of text.replace(/^\ufeff/, "").split(/\r?\n/)) {
    if (/^[^\s#]/.test(line) && line !== "---") found.push({ own, body: line });
    const last = found.at(-1);
    if (last && /^\s+\S/.test(line)) last.body += `\n${line}`;
    own = line.startsWith("#") ? `${own}${line}\n` : "";
  }
  return found;
}

test("what a change is not about stays as it is, to the byte", [documents, choice], ({ text, value }, chosen) => {
  const change = changeFor(value, ...chosen);
  fc.pre(change !== undefined && change.type !== "move");
  const names = typeof value === "object" && value !== null ? Object.keys(value) : [];
  const all = sections(text);
  // JavaScript orders keys that are numbers first: only where the two orders agree is it known which is which.
  fc.pre(all.length === names.length && !names.includes("17"));
  const about = names.indexOf(String(change.path[0]));
  const { text: edited } = editDocument(text, [change]);
  const left = edited.replaceAll("\r\n", "\n").replace(/\n\s*\n/g, "\n");
  for (const [index, { body }] of all.entries()) if (index !== about) expect(left).toContain(body);
  const lost = comments(text).filter((comment) => !comments(edited).includes(comment));
  const { own = "", body = "" } = all[about] ?? {};
  for (const comment of lost) expect(comments(own + body)).toContain(comment);
  const old = at(value, change.path);
  const isScalar = (one: unknown): boolean => typeof one !== "object" || one === null;
  if (change.type === "set" && isScalar(old) && isScalar(change.value)) expect(lost).toEqual([]);
  if (change.type === "set" && old !== undefined && isScalar(old)) expect(lost).toEqual([]);
});

test(
  "several changes are carried out one after the other, and come as edits of the first text",
  [documents, fc.array(choice, { maxLength: 5 })],
  ({ text, value }, chosen) => {
    let expected = value;
    const changes = chosen.flatMap(([kind, one, two, name, added], index) => {
      const change = changeFor(expected, kind, one, two, `${name}${index}`, added);
      if (change) expected = changed(expected, change);
      return change ?? [];
    });
    const edited = editDocument(text, changes);
    fc.pre(!(text.includes("|+") && edited.findings.length > 0));
    expect(edited.findings).toEqual([]);
    expect(canonicalJson(read(edited.text))).toBe(canonicalJson(expected));
    expect(applyEdits(text, edited.edits)).toEqual({ ok: true, text: edited.text });
  },
);

test("a change that is made is not made again", [documents, choice], ({ text, value }, chosen) => {
  const change = changeFor(value, ...chosen);
  fc.pre(change?.type === "set" || (change?.type === "remove" && typeof change.path.at(-1) === "string"));
  const once = editDocument(text, [change]).text;
  expect(editDocument(once, [change])).toMatchObject({ text: once, edits: [], findings: [] });
});

test(
  "a change and its inverse give the same text",
  [documents, choice],
  ({ text, value }, [kind, one, two, , added]) => {
    const change = changeFor(value, [2, 3, 5][kind % 3] ?? 2, one, two * 2, "new", added);
    fc.pre(change !== undefined && !text.includes("|+"));
    const isIntoSomething =
      Object.keys(Object(at(value, change.type === "set" ? change.path.slice(0, -1) : change.path))).length > 0;
    const last = change.path.at(-1);
    fc.pre(change.type === "rename" || isIntoSomething);
    const inverse: Change =
      change.type === "rename"
        ? { type: "rename", path: [...change.path.slice(0, -1), "new"], key: String(last) }
        : change.type === "insert"
          ? { type: "remove", path: [...change.path, change.index ?? 0] }
          : { type: "remove", path: change.path };
    const there = editDocument(text, [change]);
    expect(there.findings).toEqual([]);
    expect(editDocument(there.text, [inverse]).text).toBe(text);
    expect(editDocument(text, [change, inverse])).toMatchObject({ text, edits: [] });
  },
);

const jsonDocuments = fc
  .tuple(
    fc.dictionary(fc.constantFrom("a", "b", "on", "17 x"), fc.jsonValue({ maxDepth: 3 }), { minKeys: 1 }),
    fc.constantFrom(0, 2, 4),
  )
  .map(([value, indent]) => ({ text: `${JSON.stringify(value, null, indent)}\n` }))
  .map(({ text }) => ({ text, value: read(text) }))
  .filter((one): one is { text: string; value: Json } => one.value !== undefined);

test("JSON stays JSON", [jsonDocuments, choice], ({ text, value }, chosen) => {
  const change = changeFor(value, ...chosen);
  fc.pre(change !== undefined);
  const edited = editDocument(text, [change]);
  expect(edited.findings).toEqual([]);
  expect(canonicalJson(JSON.parse(edited.text))).toBe(canonicalJson(changed(value, change)));
});

test(
  "nothing that is typed makes it throw",
  [fc.string({ maxLength: 200, unit: fc.constantFrom(..."a:-?#&*!|>'\"{}[],% \n\r\t~<") }), choice],
  (text, [, , , name, added]) => {
    editDocument(text, [{ type: "set", path: [name], value: added }]);
    const value = read(text);
    if (value === undefined) return;
    for (const path of pathsOf(value).slice(0, 20)) {
      const edited = editDocument(text, [
        { type: "set", path, value: added },
        { type: "remove", path: path.slice(0, 1) },
      ]);
      if (edited.findings.length === 0) expect(read(edited.text)).toBeDefined();
    }
  },
);
