import { isJsonObject, type Json, nearest, own } from "@towpath/core";
import { parseDocument, type SourceDocument } from "@towpath/manifest";
import type { ReadUses, UnreadUses, UsedOperation } from "./contract-uses.ts";
import { isPact, readPact } from "./read-pact.ts";

const KEYS = ["operation", "request", "response", "parameters"] as const;
const MOST_OPERATIONS = 10_000;

/**
 * Reads the file that `consumes.NAME.uses` names: a list of operations in YAML or JSON, or a pact. Never throws for what is in
 * it; what it does not know, it refuses by its place.
 *
 * The format: docs/contracts.md, "What a service uses". Pacts: https://github.com/pact-foundation/pact-specification
 *
 * @param file as the user would type it
 */
export function readUses(file: string, bytes: Uint8Array): ReadUses {
  const { document, findings } = parseDocument(file, bytes, { isForeign: true });
  const [finding] = findings;
  if (!document || finding) {
    return { unread: { why: finding?.message ?? `${file} holds no document.`, place: finding?.places[0] ?? { file } } };
  }
  if (isPact(document.value)) return readPact(document);
  return readList(document);
}

/** Says what is wrong with a part of the list. */
type Slip = (why: string, path: readonly (string | number)[]) => void;

function readList(document: SourceDocument): ReadUses {
  const { value, file } = document;
  const slips: UnreadUses[] = [];
  const slip: Slip = (why, path) => void slips.push({ why, place: document.placeOfValue(path) });
  const operations: UsedOperation[] = [];
  const list = isJsonObject(value) ? own(value, "operations") : undefined;
  if (!isJsonObject(value)) slip(`${file} must be a mapping with \`operations:\`, or a pact.`, []);
  else {
    for (const key of Object.keys(value)) if (key !== "operations") slip(unknownKey(key, ["operations"]), [key]);
    if (!isList(list)) slip(`${file} must have a list of \`operations:\`.`, ["operations"]);
    else if (list.length > MOST_OPERATIONS)
      slip(`${file} has ${list.length} operations; at most ${MOST_OPERATIONS} are read.`, ["operations"]);
    else
      list.forEach((item, index) => {
        const operation = usedOperation(document, item, index, slip);
        if (operation) operations.push(operation);
      });
  }
  const [first] = slips;
  return first ? { unread: first } : { uses: { operations } };
}

function usedOperation(document: SourceDocument, item: Json, index: number, slip: Slip): UsedOperation | undefined {
  const path = ["operations", index];
  const place = document.placeOfValue(path);
  const written = isJsonObject(item) ? own(item, "operation") : item;
  const operation = typeof written === "string" ? written.trim().replace(/\s+/g, " ") : "";
  if (operation === "") {
    slip("An operation is named: `GET /orders/{id}`, or its operationId.", path);
    return undefined;
  }
  if (!isJsonObject(item)) return { operation, isCall: false, place };
  for (const key of Object.keys(item))
    if (!KEYS.some((known) => known === key)) slip(unknownKey(key, KEYS), [...path, key]);
  const texts = (key: "request" | "response" | "parameters"): readonly string[] | undefined => {
    const list = own(item, key);
    if (list === undefined) return undefined;
    if (!isList(list)) {
      slip(`\`${key}:\` must be a list of texts.`, [...path, key]);
      return undefined;
    }
    return list.flatMap((one, at) => {
      const isPointer = key === "parameters" || one === "" || (typeof one === "string" && one.startsWith("/"));
      if (typeof one === "string" && isPointer) return [one];
      slip(
        typeof one === "string"
          ? `${JSON.stringify(one)} is no JSON Pointer. Did you mean ${JSON.stringify(`/${one.replaceAll(".", "/")}`)}?`
          : `\`${key}:\` must be a list of texts.`,
        [...path, key, at],
      );
      return [];
    });
  };
  const [request, response, parameters] = [texts("request"), texts("response"), texts("parameters")];
  return { operation, isCall: false, request, response, parameters, place };
}

function unknownKey(key: string, known: readonly string[]): string {
  const near = nearest(key, known);
  const shown = known.map((one) => `\`${one}\``).join(", ");
  return `${JSON.stringify(key)} is not known here; there is ${shown}.${near ? ` Did you mean \`${near}\`?` : ""}`;
}

function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}
