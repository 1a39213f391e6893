import { promisify } from "node:util";
import type { Connection } from "../connection/connection.ts";
import { fieldsOf } from "../connection/fields.ts";
import { segments } from "../connection/path.ts";
import { githubError, requestError } from "../errors.ts";
import { GITHUB_PERMISSIONS } from "../permissions.ts";
import { type Written, written } from "../written.ts";

/** Bytes of a report, compressed. GitHub's documentation, "SARIF results exceed one or more limits". */
const MOST_BYTES = 10_000_000;

/** A report in SARIF 2.1.0 for code scanning. */
export interface SarifUpload {
  /** The commit that was looked at, whole. */
  readonly commit: string;
  /** Where it is: `refs/heads/main`, `refs/pull/7/head` with the head's commit, `refs/pull/7/merge` with the merge's. */
  readonly ref: string;
  /** The document. */
  readonly sarif: string;
  /** The folder that absolute paths in the document begin with, as a `file:` address. */
  readonly checkoutUri?: string;
  readonly toolName?: string;
}

/** How far GitHub is with a report. Errors are GitHub's words. */
export interface SarifStatus {
  readonly status: "pending" | "complete" | "failed";
  readonly errors: readonly string[];
}

/** Code scanning: reports go there, and are looked through later. */
export interface CodeScanning {
  upload(upload: SarifUpload): Promise<Written<{ readonly id: string }>>;
  status(upload: string): Promise<SarifStatus>;
}

export function codeScanningIn(connection: Connection, repository: string): CodeScanning {
  return {
    // The same report once more takes the place of the first: nothing to look up.
    upload: async ({ commit, ref, sarif, checkoutUri, toolName }) => {
      if (!ref.startsWith("refs/"))
        throw requestError(
          `${JSON.stringify(ref)} is no whole ref.`,
          "Use refs/heads/BRANCH or refs/pull/NUMBER/head.",
        );
      const { gzip } = await import("node:zlib");
      const packed = await promisify(gzip)(Buffer.from(sarif));
      if (packed.length > MOST_BYTES)
        throw githubError({
          code: "github/too-large",
          message: `The report for code scanning has ${packed.length.toLocaleString("en")} bytes, compressed; GitHub takes 10 MB.`,
          hint: "Send fewer results: 25,000 at most are looked at.",
        });
      const answer = await connection.write({
        method: "POST",
        path: `${repository}/code-scanning/sarifs`,
        body: {
          commit_sha: commit,
          ref,
          sarif: packed.toString("base64"),
          ...(checkoutUri === undefined ? {} : { checkout_uri: checkoutUri }),
          ...(toolName === undefined ? {} : { tool_name: toolName }),
        },
        needs: GITHUB_PERMISSIONS.uploadSarif,
        what: "The report for code scanning",
      });
      return answer.isWritten ? written({ id: fieldsOf(answer.value, "The upload").text("id") }) : answer;
    },
    status: async (upload) => {
      const what = `The report ${upload} for code scanning`;
      const answer = await connection.read({
        path: `${repository}/code-scanning/sarifs/${segments(upload, "id")}`,
        needs: GITHUB_PERMISSIONS.sarifStatus,
        what,
      });
      const fields = fieldsOf(answer, what);
      const said = fields.text("processing_status");
      const status = said === "complete" || said === "failed" ? said : "pending";
      return { status, errors: fields.texts("errors") };
    },
  };
}
