export type { CommitFacts } from "../blob-link.ts";
export { type CommentOptions, renderComment, type StickyComment } from "./comment.ts";
