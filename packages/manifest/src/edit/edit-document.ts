import type { Edit, Finding } from "@towpath/core";
import { parseDocument } from "../document/parse.ts";
import type { SourceDocument } from "../document/source-document.ts";
import { finding } from "../finding.ts";
import type { Change } from "./change.ts";
import { Editing } from "./editing.ts";
import { RefusedChange } from "./refused-change.ts";

/** A document with its changes made, or why one of them could not be made. */
export interface EditedDocument {
  /** The new text; the old one where there are findings. */
  readonly text: string;
  /** The same as the fewest and smallest replacements, in order; they do not overlap. None where there are findings. */
  readonly edits: readonly Edit[];
  /** What is wrong with the document, or which change does not fit it. Then nothing is changed. */
  readonly findings: readonly Finding[];
}

/** What the edits say about themselves. */
export interface EditOptions {
  /** The file's name, as the user would type it. */
  readonly file?: string;
  readonly safety?: Edit["safety"];
}

const BYTE_ORDER_MARK = "\ufeff";

/**
 * Changes a YAML or JSON document in its text: comments, order, quotes, blank lines, indentation, line breaks, and a
 * byte-order mark stay as they are where nothing changes. Each change sees what those before it have made. What comes out
 * is read again, and is refused unless it says what the changes say. Never throws for what the text holds.
 */
export function editDocument(
  text: string,
  changes: readonly Change[],
  { file = "", safety = "safe" }: EditOptions = {},
): EditedDocument {
  const mark = text.startsWith(BYTE_ORDER_MARK) ? BYTE_ORDER_MARK : "";
  const { document, findings } = parseDocument(file, new TextEncoder().encode(text));
  if (!document || findings.length > 0) return { text, edits: [], findings };
  try {
    const editing = new Editing(document);
    for (const change of changes) editing.change(change);
    return { text: mark + editing.pieces.text, edits: editing.pieces.edits(file, safety), findings: [] };
  } catch (error) {
    if (!(error instanceof RefusedChange)) throw error;
    return { text, edits: [], findings: [refusal(document, error)] };
  }
}

function refusal(document: SourceDocument, { code, message, path }: RefusedChange): Finding {
  const isAlias = code === "manifest/edit-alias";
  return finding({
    code,
    message,
    places: [document.placeOfValue(path)],
    address: path.join("."),
    suggestions: isAlias ? ["Write the value out where it is to differ, then run the same command again."] : [],
    discriminator: message,
  });
}
