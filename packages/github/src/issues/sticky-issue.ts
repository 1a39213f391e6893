import { requireShort } from "../comments/comments.ts";
import { isMarked, isSameText, marked } from "../marker.ts";
import { type Written, written } from "../written.ts";
import { type Issue, type Issues, titleOf } from "./issues.ts";

/** What to say in the one issue of a kind that a repository has. */
export interface StickyIssueText {
  /** Tells this kind of issue from others of the same author, such as `towpath:nightly`. */
  readonly marker: string;
  readonly title: string;
  /** Markdown, without the marker. */
  readonly body: string;
  /** False: there is nothing to be done any more. An issue that is open is closed; none is made. */
  readonly isOpen: boolean;
}

/** What became of a sticky issue. */
export type StickyIssue =
  | { readonly action: "created" | "updated" | "reopened" | "closed" | "unchanged"; readonly issue: Issue }
  | { readonly action: "absent" };

/**
 * Says something in the issue that said it last time, or in a new one. Ours is one with the marker that the token's own account
 * wrote. One that was closed is opened again: what came back is told where it was told before.
 */
export async function writeStickyIssue(
  issues: Issues,
  viewer: () => Promise<string>,
  text: StickyIssueText,
): Promise<Written<StickyIssue>> {
  const body = marked(text.marker, text.body);
  requireShort(body);
  const title = titleOf(text.title);
  const mine = await viewer();
  const isOurs = (issue: Issue): boolean => issue.author === mine && isMarked(issue.body, text.marker);
  const last = await issues.find(mine, isOurs);
  if (!last) {
    if (!text.isOpen) return written({ action: "absent" });
    const lookUp = () => issues.find(mine, (issue) => issue.isOpen && isOurs(issue));
    const created = await issues.create({ title, body, isOpen: true }, lookUp);
    return created.isWritten ? written({ action: "created", issue: created.value }) : created;
  }
  if (!last.isOpen && !text.isOpen) return written({ action: "unchanged", issue: last });
  const isSame = last.title === title && isSameText(last.body, body);
  if (isSame && last.isOpen === text.isOpen) return written({ action: "unchanged", issue: last });
  const change = { title, body, ...(last.isOpen === text.isOpen ? {} : { isOpen: text.isOpen }) };
  const updated = await issues.update(last.number, change);
  if (!updated.isWritten) return updated;
  const action = last.isOpen === text.isOpen ? "updated" : text.isOpen ? "reopened" : "closed";
  return written({ action, issue: updated.value });
}
