import { isJsonObject, type Json } from "@towpath/core";
import type { DocumentKind } from "./not-built.ts";

const NAME = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

/** Without these no document says anything, so that nothing else that is wrong with it could be said. */
const NEEDED = new Set(["", "apiVersion", "kind", "metadata", "metadata.name"]);
/** Kinds of documents that nothing more is said of than what is wrong with their parts. */
const ALONE = new Set<DocumentKind>(["Score", "Waivers", "PolicyRule", "PolicyPack"]);

/** Whether {@link withStandIns} puts something in the place of what is wrong there. */
export function hasStandIn(kind: DocumentKind, path: readonly string[]): boolean {
  return !ALONE.has(kind) && NEEDED.has(path.join("."));
}

/**
 * A document with something in the place of what it cannot do without: that has been said to be wrong or missing, and more
 * can be said about the rest. Nobody may act on it.
 */
export function withStandIns(kind: DocumentKind, value: Json): Json {
  if (ALONE.has(kind) || !isJsonObject(value)) return value;
  const { metadata } = value;
  const own = metadata !== undefined && isJsonObject(metadata) ? metadata : {};
  const { name } = own;
  if (value["apiVersion"] === "towpath.dev/v1" && value["kind"] === kind && typeof name === "string" && NAME.test(name))
    return value;
  return {
    ...value,
    apiVersion: "towpath.dev/v1",
    kind,
    metadata: { ...own, name: nameLike(typeof name === "string" || typeof name === "number" ? String(name) : "") },
  };
}

/** A DNS label that is like a name, or `unnamed`. */
export function nameLike(name: string): string {
  const plain = name
    .slice(0, 63)
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "");
  return plain === "" ? "unnamed" : plain;
}
