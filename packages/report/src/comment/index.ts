export type { CommitFacts } from "../blob-link.ts";
export { type CommentOptions, renderComment } from "./comment.ts";
export { commentMarker, isMarkedComment } from "./comment-marker.ts";
