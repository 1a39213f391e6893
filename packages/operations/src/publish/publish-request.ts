import type { Secret } from "@towpath/core";
import type { Result } from "@towpath/report";

/** Where on GitHub a result is shown, beside the run's own log and summary. */
export interface PublishRequest {
  readonly result: Result;
  /** Findings are reported and block nothing. */
  readonly isTolerant: boolean;
  /** The REST API and the pages, without a slash at their ends. */
  readonly apiUrl: string;
  readonly serverUrl: string;
  /** `owner/name`. */
  readonly repository: string;
  readonly token: Secret;
  /** The run is of a pull request from a fork: whatever it asks for, its token can only read. */
  readonly isFromFork?: boolean | undefined;
  readonly pullRequest?: { readonly number: number; readonly head: string } | undefined;
  /** What was checked out, whole, and the ref that it is: of a pull request the merge. */
  readonly commit: string;
  readonly ref: string;
  /** The folder that places are relative to, from the repository's root, with `/`; empty for the root. */
  readonly folder: string;
  /** The same for every run of one check on one pull request, such as the workflow and its job. */
  readonly key: string;
  /** Another one for each run of it. */
  readonly runId: string;
  readonly wanted: {
    readonly comment: boolean;
    readonly checkRun: boolean;
    readonly suggestions: boolean;
    readonly codeScanning: boolean;
  };
}

/** What came of it. None of it changes what the result is. */
export interface Published {
  /** What is to be known: a sentence each. */
  readonly notices: readonly string[];
  /** What went wrong: a sentence each. */
  readonly warnings: readonly string[];
}
