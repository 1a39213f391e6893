import { isJsonObject, type Json, own } from "@towpath/core";
import type { SourceDocument } from "@towpath/manifest";
import type { ReadUses, UsedOperation } from "./contract-uses.ts";

/** Whether a document is a pact: what a consumer's tests recorded of a provider. */
export function isPact(value: Json): boolean {
  return isJsonObject(value) && own(value, "consumer") !== undefined && Array.isArray(own(value, "interactions"));
}

/** What the tests of a consumer sent and read. It is not verified here: which parts they use is taken from it. */
export function readPact(document: SourceDocument): ReadUses {
  return { uses: { operations: document.value === null ? [] : operationsIn(document) } };
}

function operationsIn(document: SourceDocument): readonly UsedOperation[] {
  const interactions = isJsonObject(document.value) ? own(document.value, "interactions") : undefined;
  const bodyOf = isSinceFour(document.value) ? bodyBesideType : (message: Record<string, Json>) => own(message, "body");
  return listOf(interactions).flatMap((interaction, index) => {
    const request = objectIn(interaction, "request");
    const { method, path } = request ?? {};
    if (!request || typeof method !== "string" || typeof path !== "string") return [];
    const response = objectIn(interaction, "response");
    return [
      {
        operation: `${method.toUpperCase()} ${path.split("?")[0] ?? path}`,
        isCall: true,
        request: fieldsOf(bodyOf(request)),
        response: fieldsOf(response && bodyOf(response)),
        parameters: [...namesOf(own(request, "query")), ...namesOf(own(request, "headers"))],
        place: document.placeOfValue(["interactions", index]),
      },
    ];
  });
}

function objectIn(of: Json, key: string): Record<string, Json> | undefined {
  const value = isJsonObject(of) ? own(of, key) : undefined;
  return value !== undefined && isJsonObject(value) ? value : undefined;
}

/** By what the pact says of itself: a body of an earlier version may have these two members for itself. */
function isSinceFour(pact: Json): boolean {
  const of = objectIn(objectIn(pact, "metadata") ?? {}, "pactSpecification");
  const version = of && own(of, "version");
  return typeof version === "string" && Number.parseInt(version, 10) >= 4;
}

/** Since version 4 a body stands beside its type. */
function bodyBesideType(message: Record<string, Json>): Json | undefined {
  const body = own(message, "body");
  if (body === undefined || !isJsonObject(body)) return body;
  const content = own(body, "content");
  return content !== undefined && own(body, "contentType") !== undefined ? content : body;
}

const MOST_FIELDS = 10_000;

/** Pointers to everything that holds no more, with `*` for the items of lists; undefined, which stands for all, where there are too many. */
function fieldsOf(body: Json | undefined): readonly string[] | undefined {
  const fields = new Set<string>();
  const left: { readonly value: Json; readonly at: string }[] = body === undefined ? [] : [{ value: body, at: "" }];
  for (let next = left.pop(); next; next = left.pop()) {
    if (fields.size >= MOST_FIELDS) return undefined;
    const { value, at } = next;
    const inner: (readonly [Json, string])[] = listOf(value).map((item) => [item, `${at}/*`]);
    if (isJsonObject(value))
      for (const [key, item] of Object.entries(value)) inner.push([item, `${at}/${escaped(key)}`]);
    if (inner.length === 0) fields.add(at);
    for (const [item, path] of inner) left.push({ value: item, at: path });
  }
  return [...fields].sort();
}

function escaped(key: string): string {
  return key.replaceAll("~", "~0").replaceAll("/", "~1");
}

/** Names of a query, which is a text in version 2, or of headers. */
function namesOf(value: Json | undefined): readonly string[] {
  if (typeof value === "string") return [...new URLSearchParams(value).keys()];
  return value !== undefined && isJsonObject(value) ? Object.keys(value) : [];
}

function listOf(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? value : [];
}
