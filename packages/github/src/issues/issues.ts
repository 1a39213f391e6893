import type { Connection } from "../connection/connection.ts";
import { type Fields, fieldsOf } from "../connection/fields.ts";
import { id } from "../connection/path.ts";
import { GITHUB_PERMISSIONS } from "../permissions.ts";
import { shortened } from "../shortened.ts";
import { type Written, written } from "../written.ts";

/** Characters of an issue's title. GitHub says so when it refuses one. */
const MOST_OF_A_TITLE = 256;
/** As many pages of the newest issues of ours are looked through: a thousand issues. */
const MOST_PAGES = 10;

/** An issue. Texts are untrusted. */
export interface Issue {
  readonly number: number;
  /** The login; undefined where the account is gone. */
  readonly author: string | undefined;
  readonly title: string;
  readonly body: string;
  readonly isOpen: boolean;
  readonly url: string;
}

/** What an issue is to say. */
export interface IssueText {
  /** On one line; cut to 256 characters. */
  readonly title: string;
  /** Markdown, of 65,536 characters at most. */
  readonly body: string;
  readonly isOpen: boolean;
}

/** The issues of a repository that one account wrote, and their writing. */
export interface Issues {
  /** The newest one of an author's that fits; an open one before every closed one. */
  find(author: string, fits: (issue: Issue) => boolean): Promise<Issue | undefined>;
  create(text: IssueText, lookUp: () => Promise<Issue | undefined>): Promise<Written<Issue>>;
  update(issue: number, text: Partial<IssueText>): Promise<Written<Issue>>;
}

export function issuesIn(connection: Connection, repository: string): Issues {
  return {
    find: async (author, fits) => {
      for (const state of ["open", "closed"]) {
        let isFound = false;
        const items = await connection.list(
          {
            path: `${repository}/issues`,
            query: { state, creator: author, sort: "updated", direction: "desc" },
            needs: GITHUB_PERMISSIONS.stickyIssue,
            what: "The issues",
          },
          undefined,
          (page, pages) => {
            isFound ||= page.some((item) => isIssue(item) && fits(issueOf(item)));
            return isFound || pages >= MOST_PAGES;
          },
        );
        const found = items.filter(isIssue).map(issueOf).find(fits);
        if (found) return found;
      }
      return undefined;
    },
    create: async ({ title, body }, lookUp) => {
      let found: Issue | undefined;
      const answer = await connection.write({
        method: "POST",
        path: `${repository}/issues`,
        body: { title: titleOf(title), body },
        needs: GITHUB_PERMISSIONS.stickyIssue,
        what: "The issue",
        lookUp: async () => {
          found = await lookUp();
          return found && {};
        },
      });
      if (!answer.isWritten) return answer;
      return written(found ?? issueOf(fieldsOf(answer.value, "The issue")));
    },
    update: async (issue, { title, body, isOpen }) => {
      const answer = await connection.write({
        method: "PATCH",
        path: `${repository}/issues/${id(issue)}`,
        body: {
          ...(title === undefined ? {} : { title: titleOf(title) }),
          ...(body === undefined ? {} : { body }),
          ...(isOpen === undefined
            ? {}
            : isOpen
              ? { state: "open", state_reason: "reopened" }
              : { state: "closed", state_reason: "completed" }),
        },
        needs: GITHUB_PERMISSIONS.stickyIssue,
        what: `Issue ${issue}`,
      });
      return answer.isWritten ? written(issueOf(fieldsOf(answer.value, "The issue"))) : answer;
    },
  };
}

/** The title as GitHub keeps it. */
export function titleOf(text: string): string {
  return shortened(text, MOST_OF_A_TITLE) || "Untitled";
}

/** Pull requests are in the same list. */
function isIssue(item: Fields): boolean {
  return item.optionalObject("pull_request") === undefined;
}

function issueOf(issue: Fields): Issue {
  return {
    number: issue.number("number"),
    author: issue.optionalObject("user")?.text("login"),
    title: issue.text("title"),
    body: issue.optionalText("body") ?? "",
    isOpen: issue.text("state") === "open",
    url: issue.text("html_url"),
  };
}
