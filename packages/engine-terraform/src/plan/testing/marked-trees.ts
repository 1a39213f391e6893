import type { Json, JsonObject } from "@towpath/core";
import fc from "fast-check";

/** A value with its marks, as a plan has them, and the same once everything in it is known. */
export interface MarkedTree {
  readonly value: Json;
  readonly sensitive: Json;
  readonly unknown: Json;
  readonly known: Json;
  /** Marks of what is known. */
  readonly knownSensitive: Json;
}

/** Stands in every secret of these trees. */
export const SECRET = "s3cr3t-";

const key = fc.constantFrom("a", "b", "c", "a.b", "__proto__", "constructor", "0", "id", "x\\y", "name_wo");
const plain = fc.oneof(
  fc.constantFrom<Json>(null, true, false, 0, 1.5, "", "one", "two"),
  fc.string({ unit: "grapheme", maxLength: 12 }).filter((text) => !text.includes(SECRET)),
);
const secret = fc.string({ maxLength: 8 }).map((text) => `${SECRET}${text}`);

const known = (value: Json): MarkedTree => ({
  value,
  sensitive: false,
  unknown: false,
  known: value,
  knownSensitive: false,
});

/** What is sensitive as a whole holds secrets wherever it holds texts. */
const hidden: fc.Arbitrary<MarkedTree> = fc
  .oneof(
    secret,
    fc.array(secret, { maxLength: 2 }),
    fc.dictionary(key, fc.oneof(secret, fc.array(secret, { maxLength: 2 })), { maxKeys: 2 }),
  )
  .map((value) => ({ value, sensitive: true, unknown: false, known: value, knownSensitive: true }));

const { tree: anyTree } = fc.letrec<{ tree: MarkedTree; unknown: MarkedTree }>((tie) => ({
  unknown: fc.oneof(plain.map(known), hidden).map((later) => ({
    value: null,
    sensitive: later.sensitive,
    unknown: true,
    known: later.known,
    knownSensitive: later.knownSensitive,
  })),
  tree: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    { weight: 5, arbitrary: plain.map(known) },
    { weight: 2, arbitrary: hidden },
    { weight: 2, arbitrary: tie("unknown") },
    { weight: 2, arbitrary: fc.array(tie("tree"), { maxLength: 3 }).map(listOf) },
    { weight: 3, arbitrary: fc.dictionary(key, tie("tree"), { maxKeys: 3 }).map(objectOf) },
  ),
}));

/** The attributes of a thing. */
export const attributes: fc.Arbitrary<MarkedTree> = fc.dictionary(key, anyTree, { maxKeys: 4 }).map(objectOf);

function listOf(items: readonly MarkedTree[]): MarkedTree {
  return {
    value: items.map(({ value }) => value),
    sensitive: items.map(({ sensitive }) => sensitive),
    unknown: items.map(({ unknown }) => unknown),
    known: items.map((item) => item.known),
    knownSensitive: items.map(({ knownSensitive }) => knownSensitive),
  };
}

/** An unknown member is in no value: only its mark is there. */
function objectOf(members: Readonly<Record<string, MarkedTree>>): MarkedTree {
  const entries = Object.entries(members);
  const part = (name: keyof MarkedTree): JsonObject =>
    Object.fromEntries(entries.map(([key, member]) => [key, member[name]]));
  return {
    value: Object.fromEntries(
      entries.flatMap(([name, { value, unknown }]) => (unknown === true ? [] : [[name, value]])),
    ),
    sensitive: part("sensitive"),
    unknown: part("unknown"),
    known: part("known"),
    knownSensitive: part("knownSensitive"),
  };
}
