import { compareText, isJsonObject, type Json } from "@towpath/core";

/** A part of a text for Terraform: a text as it is, or an expression to fill in. */
export type TextPart = string | { readonly expression: string };

/**
 * A text in Terraform's JSON syntax that comes to what its parts say, whatever they hold: what would begin an expression or
 * a directive is escaped. A single expression keeps its type.
 * See https://developer.hashicorp.com/terraform/language/syntax/json#expression-mapping.
 */
export function terraformText(parts: readonly TextPart[]): string {
  const [only] = parts;
  if (parts.length === 1 && typeof only === "string" && !/[$%\r\ufeff]/.test(only)) return only;
  const joined: TextPart[] = [];
  for (const part of parts.flatMap((each) => (typeof each === "string" ? spelled(each) : [each]))) {
    const last = joined.at(-1);
    if (typeof part === "string" && typeof last === "string") joined[joined.length - 1] = last + part;
    else joined.push(part);
  }
  return joined
    .map((part, index) => {
      if (typeof part !== "string") return `\${${part.expression}}`;
      const escaped = part.replace(/[$%](?=\{)/g, "$&$&");
      // A `$` before `${` would escape it.
      return index === joined.length - 1 ? escaped : escaped.replace(/[$%]+$/, '${"$&"}');
    })
    .join("");
}

/**
 * What Terraform would not read as it stands: behind a carriage return that ends no line it knows neither expressions nor
 * escapes, and a byte order mark at the beginning it drops.
 */
function spelled(text: string): readonly TextPart[] {
  if (!/[\r\ufeff]/.test(text)) return [text];
  return text
    .split(/(\r(?!\n)|\ufeff)/)
    .map((part) => (part === "\r" ? { expression: '"\\r"' } : part === "\ufeff" ? { expression: '"\\ufeff"' } : part))
    .filter((part) => part !== "");
}

/** A value as it is for Terraform's JSON syntax: texts and the keys of objects escaped, keys in order. */
export function terraformValue(value: Json): Json {
  return mapTexts(value, (text) => terraformText([text]));
}

/** The value with each of its texts changed, the keys of its objects escaped and in order. */
export function mapTexts(value: Json, change: (text: string) => Json): Json {
  if (typeof value === "string") return change(value);
  if (Array.isArray(value)) {
    const items: readonly Json[] = value;
    return items.map((item) => mapTexts(item, change));
  }
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => compareText(a, b))
      .map(([key, member]) => [terraformText([key]), mapTexts(member, change)]),
  );
}
