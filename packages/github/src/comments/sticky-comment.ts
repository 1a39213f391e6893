import { isMarked, isSameText, marked } from "../marker.ts";
import { type Written, written } from "../written.ts";
import type { Comment, Comments } from "./comments.ts";

/** What to say in the one comment of a kind that a pull request has. */
export interface StickyText {
  /** Tells this kind of comment from others of the same author, such as `towpath:check`. */
  readonly marker: string;
  /** Markdown, without the marker. */
  readonly body: string;
  /** False: say it only where the comment is there already. True unless said otherwise. */
  readonly isCreated?: boolean;
}

/** What became of a sticky comment. */
export type StickyComment =
  | { readonly action: "created" | "updated" | "unchanged"; readonly comment: Comment }
  | { readonly action: "absent" };

/**
 * Says something in the comment that said it last time, or in a new one. Ours is the oldest one with the marker that the
 * token's own account wrote: another's that copies the marker is neither changed nor taken for ours.
 */
export async function writeSticky(
  comments: Comments,
  viewer: () => Promise<string>,
  issue: number,
  text: StickyText,
): Promise<Written<StickyComment>> {
  const body = marked(text.marker, text.body);
  const similar = (await comments.of(issue)).filter((comment) => isMarked(comment.body, text.marker));
  const mine = similar.length === 0 ? undefined : await viewer();
  const last = similar.find((comment) => comment.author === mine);
  if (!last) {
    if (text.isCreated === false) return written({ action: "absent" });
    const created = await comments.create(issue, body);
    return created.isWritten ? written({ action: "created", comment: created.value }) : created;
  }
  if (isSameText(last.body, body)) return written({ action: "unchanged", comment: last });
  const updated = await comments.update(last.id, body);
  return updated.isWritten ? written({ action: "updated", comment: updated.value }) : updated;
}
