// Changing a document in its text

export { type AppliedEdits, applyEdits } from "./apply-edits.ts";
export type { Change, Path } from "./change.ts";
export { type Comment, commentsIn } from "./comments-in.ts";
export { type EditedDocument, type EditOptions, editDocument } from "./edit-document.ts";
export { fixChanges } from "./fix-changes.ts";
export { unifiedDiff } from "./unified-diff.ts";
