/** The run that a step belongs to, and the GitHub that it runs for. Names are untrusted text. */
export interface WorkflowRun {
  /** The REST API, as a rule `https://api.github.com`. */
  readonly apiUrl: string;
  /** The pages, as a rule `https://github.com`. */
  readonly serverUrl: string;
  /** `owner/name`. */
  readonly repository: string;
  /** The event that started it: `pull_request`, `push`. */
  readonly event: string;
  /** The commit that the event is about: of a pull request the merge that GitHub made. */
  readonly commit: string;
  /** `refs/heads/main`, `refs/pull/7/merge`. */
  readonly ref: string;
  /** The workflow's name. */
  readonly workflow: string;
  /** The key of the job in its workflow. */
  readonly job: string;
  /** The same for all attempts. */
  readonly id: string;
  readonly attempt: string;
}

/** Reads a run out of a step's variables; what a runner did not set is empty. */
export function workflowRun(variables: Readonly<Record<string, string | undefined>>): WorkflowRun {
  const read = (name: string): string => variables[`GITHUB_${name}`] ?? "";
  const address = (name: string, byDefault: string): string => (read(name) || byDefault).replace(/\/+$/, "");
  return {
    apiUrl: address("API_URL", "https://api.github.com"),
    serverUrl: address("SERVER_URL", "https://github.com"),
    repository: read("REPOSITORY"),
    event: read("EVENT_NAME"),
    commit: read("SHA"),
    ref: read("REF"),
    workflow: read("WORKFLOW"),
    job: read("JOB"),
    id: read("RUN_ID"),
    attempt: read("RUN_ATTEMPT"),
  };
}
