import type { Edit, Effects, Finding } from "@towpath/core";
import { parseDocument } from "@towpath/manifest";
import { editDocument, fixChanges } from "@towpath/manifest/edit";
import { holdsSecret } from "../upgrade/holds-secret.ts";
import { type EditableFile, editableFile } from "./editable-file.ts";
import { isScore } from "./is-score.ts";

/**
 * Findings with their fixes as replacements of text, each for itself in the file as it is. Those that cannot be made have
 * none, nor have those that would repeat lines with what looks like a secret.
 */
export function withEdits(findings: readonly Finding[], effects: Effects): readonly Finding[] {
  const opened = new Map<string, EditableFile | undefined>();
  const open = (file: string): EditableFile | undefined => {
    if (!opened.has(file)) opened.set(file, editableFile(file, effects));
    return opened.get(file);
  };
  return findings.map((finding) => {
    const { fix } = finding;
    const [file] = new Set(fix?.changes.map((change) => change.file));
    if (!fix || file === undefined || fix.changes.some((change) => change.file !== file)) return finding;
    const there = open(file);
    const edits = there && editsIn(there, fix);
    return edits && edits.length > 0 ? { ...finding, edits } : finding;
  });
}

function editsIn({ file, text }: EditableFile, fix: NonNullable<Finding["fix"]>): readonly Edit[] {
  const value = parseDocument(file, new TextEncoder().encode(text)).document?.value ?? null;
  if (isScore(value)) return [];
  const { edits } = editDocument(text, fixChanges(value, fix.changes), { file, safety: fix.safety });
  return edits.some((edit) => holdsSecret(edit.text)) ? [] : edits;
}
