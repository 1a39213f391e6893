import { isJsonObject, type Json, type JsonObject } from "@towpath/core";
import type { Pair } from "yaml";

/** Where editors find the schema of a manifest. */
const SCHEMA = "https://towpath.dev/schemas/v1/service.json";

/** How long a collection may be that stands on one line. */
const WIDTH = 88;

/** Mappings that have a line for each member, however short. */
const LISTED = new Set([
  "metadata",
  "containers",
  "variables",
  "files",
  "volumes",
  "resources",
  "ports",
  "annotations",
  "labels",
  "workloads",
]);

/**
 * A manifest as YAML: what belongs together on one line where it is short, a blank line between its parts.
 *
 * @param takenFrom the file that the text of a file of a container was taken from, where it was
 */
export async function manifestText(
  manifest: JsonObject,
  takenFrom: (path: readonly string[]) => string | undefined = () => undefined,
): Promise<string> {
  const { Document, isMap, isScalar, isSeq } = await import("yaml");
  const document = new Document(manifest, { aliasDuplicateObjects: false });
  const layOut = (node: unknown, path: readonly string[]): void => {
    if (isMap(node)) for (const pair of node.items) layOutPair(pair, path);
    if (isSeq(node)) for (const [index, item] of node.items.entries()) layOut(item, [...path, String(index)]);
  };
  const layOutPair = ({ key: named, value }: Pair, above: readonly string[]): void => {
    const key = isScalar(named) ? String(named.value) : "";
    const path = [...above, key];
    const from = key === "content" && above.at(-2) === "files" ? takenFrom(path) : undefined;
    if (from !== undefined && isScalar(named))
      named.commentBefore = ` The text of ${onOneLine(from)}, its placeholders as manifests write them.`;
    if (!isMap(value) && !isSeq(value)) return;
    if (above.length === 0 && key !== "metadata" && isScalar(named)) named.spaceBefore = true;
    const json: Json = value.toJSON();
    const isShort = 2 * above.length + key.length + flowLength(json) <= WIDTH;
    const isListed = LISTED.has(key) && above.length < 5 && isJsonObject(json) && Object.keys(json).length > 0;
    const isAnnotated = isMap(value) && takenFrom([...path, "content"]) !== undefined;
    const isContainer = above.at(-1) === "containers";
    if (isShort && !isListed && !isAnnotated && !isContainer && above.length > 0) value.flow = true;
    else layOut(value, path);
  };
  layOut(document.contents, []);
  const metadata = document.get("metadata");
  if (isMap(metadata) && !metadata.has("owner")) metadata.comment = " owner: the-team # who is asked when it fails";
  const text = document.toString({ lineWidth: 0, flowCollectionPadding: true });
  return `# yaml-language-server: $schema=${SCHEMA}\n${text}`;
}

/** A file's name in a comment: nothing in it ends the line. */
function onOneLine(text: string): string {
  return text.replaceAll(/[\p{C}\p{Zl}\p{Zp}]+/gu, " ").slice(0, 160);
}

/** How long a value is on one line; without end where it cannot stand on one. */
function flowLength(value: Json): number {
  if (typeof value === "string") return /[\r\n]/.test(value) ? Infinity : value.length + 4;
  if (typeof value !== "object" || value === null) return String(value).length + 2;
  return Object.entries(value).reduce((sum, [key, member]) => sum + key.length + 2 + flowLength(member), 4);
}
