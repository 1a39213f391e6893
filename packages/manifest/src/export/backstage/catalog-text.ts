import { stringify } from "yaml";
import type { Entity } from "./entity.ts";

/** How a file of ours begins; without it a file is someone's own. */
export const MARKER = "# Written by `towpath export backstage`.";

const HEAD = `${MARKER} Change towpath.yaml and run it again; what is changed here is lost.\n`;

/** A catalogue as `catalog-info.yaml`: a document for each entity. */
export function catalogText(entities: readonly Entity[]): string {
  const documents = entities.map((entity) => stringify(entity, { lineWidth: 120, defaultStringType: "PLAIN" }));
  return `${HEAD}${documents.map((document) => `---\n${document}`).join("")}`;
}

/** True for a text that the export wrote. */
export function isOurs(text: string): boolean {
  return text.startsWith(MARKER);
}
