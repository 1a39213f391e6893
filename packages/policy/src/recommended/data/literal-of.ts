import type { Template } from "@towpath/manifest";
import { REFERENCE } from "./secret-patterns.ts";

/** What of a text is written down: whatever it refers to stands as {@link REFERENCE}. */
export function literalOf({ parts }: Template): string {
  return parts.map((part) => (part.kind === "text" ? part.text : REFERENCE)).join("");
}
