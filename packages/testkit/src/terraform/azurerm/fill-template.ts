import { createHash } from "node:crypto";
import { isValueObject, type Value, type ValueObject } from "../protocol/value.ts";

/** Who the cloud is for. */
export interface AzureTenancy {
  readonly subscription: string;
  readonly tenant: string;
}

/** Fills the texts of a value of `AzureFacts`, however deep, from a thing's arguments. */
export function fillTemplates(value: Value, given: ValueObject, tenancy: AzureTenancy, seed: string): Value {
  if (typeof value === "string") return fillTemplate(value, given, tenancy, seed);
  if (Array.isArray(value)) return value.map((item: Value) => fillTemplates(item, given, tenancy, seed));
  if (!isValueObject(value)) return value;
  const entries = Object.entries(value).map(([key, item]) => [key, fillTemplates(item, given, tenancy, seed)]);
  return Object.fromEntries(entries);
}

/** Fills one text. `seed` is what invented values are made from. */
export function fillTemplate(text: string, given: ValueObject, tenancy: AzureTenancy, seed: string): string {
  const argument = (name: string) => (typeof given[name] === "string" ? given[name] : "");
  return text.replace(/\{([^{}:]+)\}/g, (_, words: string) => {
    const [first = "", name = "", ...more] = words.split(" ");
    switch (first) {
      case "subscription":
        return tenancy.subscription;
      case "tenant":
        return tenancy.tenant;
      case "rg":
        return `/subscriptions/${tenancy.subscription}/resourceGroups/${argument("resource_group_name")}/providers`;
      case "last":
        return argument(name).split("/").at(-1) ?? "";
      case "nth":
        return argument(name).split("/").at(Number(more[0])) ?? "";
      case "uuid":
        return uuidOf(more.length > 0 ? more.map(argument).join("\n") + seed : `${seed}\n${name}`);
      case "hex":
        return digest(`${seed}\n${name}`).toString("hex").slice(0, 32);
      case "key":
        return digest(`${seed}\n${name}`).toString("base64");
      default:
        return argument(first);
    }
  });
}

/** The arguments that stand in a pattern of ids. */
export function argumentsIn(pattern: string): readonly string[] {
  return [...pattern.matchAll(/\{([^{}]+)\}/g)].flatMap(([, words = ""]) => {
    const [first = "", name = "", ...more] = words.split(" ");
    if (first === "rg") return ["resource_group_name"];
    if (first === "uuid") return more;
    if (first === "last" || first === "nth") return [name];
    return ["hex", "key", "subscription", "tenant"].includes(first) ? [] : [first];
  });
}

function uuidOf(text: string): string {
  const hex = digest(text).toString("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

const digest = (text: string) => createHash("sha256").update(text).digest();
