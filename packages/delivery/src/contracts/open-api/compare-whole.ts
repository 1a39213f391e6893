import { canonicalJson, digestJson, isJsonObject, type Json } from "@towpath/core";
import { type Located, type OpenApiDocument, referenceOf } from "./open-api-document.ts";
import type { PairReporter } from "./schema-comparison.ts";
import { schemaName } from "./schema-name.ts";

/** Compares what is not worked out, such as `not` and `if`: any difference is risky, and none is passed over. */
export function compareWhole({ before, after, direction, documents, report }: PairReporter): void {
  for (const keyword of new Set([...before.others.keys(), ...after.others.keys()])) {
    const [was, is] = [before.others.get(keyword) ?? [], after.others.get(keyword) ?? []];
    if (wholeText(documents.before, was) === wholeText(documents.after, is)) continue;
    const isEncoding = keyword === "contentEncoding" || keyword === "contentMediaType";
    report({
      code: isEncoding ? "encoding-changed" : "schema-changed",
      relation: "changed",
      message: isEncoding
        ? `${schemaName(after.path)} has another ${keyword} ${direction === "request" ? "in requests" : "in answers"}.`
        : `${schemaName(after.path)} has another \`${keyword}\` ${direction === "request" ? "in requests" : "in answers"}; what that does to its values is not worked out.`,
      after: is[0]?.path,
      before: was[0]?.path,
      ...(isEncoding ? {} : { kinds: { request: "risky", response: "risky" } as const }),
    });
  }
}

function wholeText(document: OpenApiDocument, parts: readonly Located[]): string {
  return parts
    .map((part) => deepText(document, part, new Map()))
    .sort()
    .join("\n");
}

/** Members that say nothing of values. */
const REMARKS = new Set(["title", "description", "example", "examples", "externalDocs", "$comment", "summary"]);

/** A schema as a text in which references are what they lead to: a circle ends at its name. */
function deepText(document: OpenApiDocument, part: Located, known: Map<string, string>): string {
  const reference = referenceOf(part);
  if (reference !== undefined) {
    const target = document.follow(part);
    if (!target) return reference;
    const key = target.path.join("\n");
    const text = known.get(key);
    if (text !== undefined) return text;
    known.set(key, JSON.stringify(reference));
    const digest = JSON.stringify(digestJson(deepText(document, target, known)));
    known.set(key, digest);
    return digest;
  }
  return canonicalJson(expanded(document, part, known));
}

function expanded(document: OpenApiDocument, part: Located, known: Map<string, string>): Json {
  const { value, path } = part;
  if (Array.isArray(value)) {
    const list: readonly Json[] = value;
    return list.map((item, index) => inner(document, { value: item, path: [...path, String(index)] }, known));
  }
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => !REMARKS.has(key) && !key.startsWith("x-"))
      .map(([key, of]) => [key, inner(document, { value: of, path: [...path, key] }, known)]),
  );
}

function inner(document: OpenApiDocument, part: Located, known: Map<string, string>): Json {
  return referenceOf(part) === undefined ? expanded(document, part, known) : deepText(document, part, known);
}
