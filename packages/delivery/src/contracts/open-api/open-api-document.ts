import { isJsonObject, type Json, type JsonObject, own, type Place } from "@towpath/core";
import { parseDocument, type SourceDocument } from "@towpath/manifest";

/** A part of a document and where it stands in it. */
export interface Located {
  readonly value: Json;
  readonly path: readonly string[];
}

/** An OpenAPI document of which every reference can be followed. */
export interface OpenApiDocument {
  readonly source: SourceDocument;
  readonly root: Located;
  /** `3.0` gives no meaning to what stands beside a `$ref`. */
  readonly version: "3.0" | "3.1";
  /** The part that a part is or refers to, over any number of references; undefined where they go in a circle. */
  follow(part: Located): Located | undefined;
}

/** Why a document cannot be compared, and where that is. */
export interface UnreadDocument {
  readonly why: string;
  readonly place: Place;
  /** What to do about it, as a sentence or a command. */
  readonly todo: string;
}

export type ReadOpenApi = { readonly document: OpenApiDocument } | { readonly unread: UnreadDocument };

/**
 * Reads an OpenAPI 3.0 or 3.1 document, YAML or JSON. Never throws for what is in it.
 *
 * Specifications: https://spec.openapis.org/oas/v3.0.4, https://spec.openapis.org/oas/v3.1.1
 *
 * @param file as the user would type it
 */
export function readOpenApi(file: string, bytes: Uint8Array): ReadOpenApi {
  const { document: source, findings } = parseDocument(file, bytes, { isForeign: true });
  const [finding] = findings;
  if (!source || finding) {
    const place = finding?.places[0] ?? { file };
    return unread(finding?.message ?? `${file} holds no document.`, place, "Mend what it says.");
  }
  const root: Located = { value: source.value, path: [] };
  const said = member(root, "openapi")?.value;
  const version = typeof said === "string" ? /^3\.[01]/.exec(said)?.[0] : undefined;
  if (version !== "3.0" && version !== "3.1") {
    const what =
      said === undefined ? "does not say which version of OpenAPI it is" : `is OpenAPI ${JSON.stringify(said)}`;
    return unread(
      `${file} ${what}; 3.0 and 3.1 are compared.`,
      source.placeOfValue(["openapi"]),
      "Write it in OpenAPI 3.1.",
    );
  }
  const reference = brokenReference(root);
  if (reference) {
    const { text, path, isOutside } = reference;
    return unread(
      isOutside
        ? `${file} refers to ${JSON.stringify(text)}, outside of itself; one file is compared.`
        : `${file} refers to ${JSON.stringify(text)}, and nothing is there.`,
      source.placeOfValue(path),
      isOutside
        ? `Expose one file that has it all: npx @redocly/cli bundle ${file} --output bundled.yaml`
        : "Correct the reference.",
    );
  }
  return { document: { source, root, version, follow: (part) => follow(root, part) } };
}

function unread(why: string, place: Place, todo: string): ReadOpenApi {
  return { unread: { why, place, todo } };
}

/** The member of an object, with where it stands. */
export function member(of: Located, key: string): Located | undefined {
  const value = isJsonObject(of.value) ? own(of.value, key) : undefined;
  return value === undefined ? undefined : { value, path: [...of.path, key] };
}

/** The members of an object, in their order. */
export function members(of: Located | undefined): readonly (readonly [string, Located])[] {
  if (!of || !isJsonObject(of.value)) return [];
  return Object.entries(of.value).map(([key, value]) => [key, { value, path: [...of.path, key] }] as const);
}

/** The items of a list, in their order. */
export function items(of: Located | undefined): readonly Located[] {
  if (!of || !isList(of.value)) return [];
  return of.value.map((value, index) => ({ value, path: [...of.path, String(index)] }));
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

export function textIn(of: Located | undefined, key: string): string | undefined {
  const value = of && member(of, key)?.value;
  return typeof value === "string" ? value : undefined;
}

export function isTrueIn(of: Located | undefined, key: string): boolean {
  return of !== undefined && member(of, key)?.value === true;
}

/** The target of a part that is a reference. */
export function referenceOf({ value }: Located): string | undefined {
  const reference = isJsonObject(value) ? own(value, "$ref") : undefined;
  return typeof reference === "string" ? reference : undefined;
}

const MOST_STEPS = 1_000;

function follow(root: Located, part: Located): Located | undefined {
  let at: Located | undefined = part;
  for (let steps = 0; at && steps < MOST_STEPS; steps += 1) {
    const reference = referenceOf(at);
    if (reference === undefined) return at;
    at = targetOf(root, reference);
  }
  return undefined;
}

/** What `#/components/schemas/Order` leads to: a JSON Pointer as the fragment of a URI (RFC 6901, 6). */
function targetOf(root: Located, reference: string): Located | undefined {
  if (reference !== "#" && !reference.startsWith("#/")) return undefined;
  let at = root;
  for (const segment of reference.split("/").slice(1)) {
    let key: string;
    try {
      key = decodeURIComponent(segment).replaceAll("~1", "/").replaceAll("~0", "~");
    } catch {
      return undefined;
    }
    const next = isList(at.value) ? itemAt(at, at.value, key) : member(at, key);
    if (!next) return undefined;
    at = next;
  }
  return at;
}

function itemAt({ path }: Located, list: readonly Json[], key: string): Located | undefined {
  const value = /^\d{1,9}$/.test(key) ? list[Number(key)] : undefined;
  return value === undefined ? undefined : { value, path: [...path, key] };
}

/** Members whose value is data and not a part of the description. */
const DATA = new Set(["example", "default", "enum", "const"]);
/** Members whose own members are named by the author: `$ref` may be such a name. */
const NAMED = new Set(["properties", "patternProperties", "$defs", "definitions", "dependentSchemas"]);

interface BrokenReference {
  readonly text: string;
  readonly path: readonly string[];
  readonly isOutside: boolean;
}

/** The first reference of a document that leads out of it or to nothing. */
function brokenReference(root: Located): BrokenReference | undefined {
  const left: { readonly part: Located; readonly isNamed: boolean }[] = [{ part: root, isNamed: false }];
  for (let next = left.pop(); next; next = left.pop()) {
    const { part, isNamed } = next;
    const text = isNamed ? undefined : referenceOf(part);
    if (text !== undefined && !targetOf(root, text)) {
      return { text, path: [...part.path, "$ref"], isOutside: !text.startsWith("#") };
    }
    for (const item of items(part)) left.push({ part: item, isNamed: false });
    for (const [key, value] of members(part)) {
      const isData =
        !isNamed && (DATA.has(key) || key.startsWith("x-") || (key === "value" && part.path.includes("examples")));
      if (!isData) left.push({ part: value, isNamed: !isNamed && NAMED.has(key) });
    }
  }
  return undefined;
}

/** An object's value, or none where a part is something else. */
export function objectOf(part: Located | undefined): JsonObject | undefined {
  return part && isJsonObject(part.value) ? part.value : undefined;
}
