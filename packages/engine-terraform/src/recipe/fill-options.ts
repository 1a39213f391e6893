import { isJsonObject, type Json, type JsonObject, own } from "@towpath/core";
import { parsePlaceholders } from "@towpath/manifest";

/**
 * Options of a platform with `${environment.X}` and `${service.X}` filled in. One that stands alone keeps its type; what
 * stands alone and is absent is left out.
 *
 * @param refuse says that a placeholder names nothing, or that what it names has no place within a text
 */
export function fillOptions(
  options: JsonObject,
  facts: { readonly environment: JsonObject; readonly service: JsonObject },
  refuse: (path: string, why: string) => never,
): JsonObject {
  const fillText = (text: string, path: string): Json | undefined => {
    const parts = parsePlaceholders(text);
    const filled = parts.map((part): Json | undefined => {
      if (part.kind === "text") return part.text;
      if (part.kind === "flaw") return refuse(path, `${part.written} ${part.why}`);
      const [root = "", name, ...rest] = part.path;
      if (name === undefined || (root !== "environment" && root !== "service"))
        return refuse(path, `${part.written} names nothing; placeholders here start with environment or service`);
      let value: Json | undefined = facts[root];
      for (const segment of [name, ...rest]) value = isJsonObject(value) ? own(value, segment) : undefined;
      if (value === undefined && root === "environment") return refuse(path, `${part.written} names nothing`);
      if (parts.length > 1 && (value === undefined || typeof value === "object"))
        return refuse(path, `${part.written} is no text`);
      return value;
    });
    return parts.length === 1 ? filled[0] : filled.join("");
  };
  const fillAt = (value: Json, path: string): Json | undefined => {
    if (typeof value === "string") return fillText(value, path);
    if (Array.isArray(value)) {
      const items: readonly Json[] = value;
      return items.flatMap((item, index) => fillAt(item, `${path}.${index}`) ?? []);
    }
    return isJsonObject(value) ? fillMembers(value, `${path}.`) : value;
  };
  const fillMembers = (object: JsonObject, prefix: string): JsonObject =>
    Object.fromEntries(
      Object.entries(object).flatMap(([key, value]) => {
        const filled = fillAt(value, `${prefix}${key}`);
        return filled === undefined ? [] : [[key, filled]];
      }),
    );
  return fillMembers(options, "");
}
