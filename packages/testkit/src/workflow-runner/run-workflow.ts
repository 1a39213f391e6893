import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TemplateToken } from "@actions/workflow-parser/templates/tokens/index";
import { isJsonObject, type Json, type JsonObject } from "@towpath/core";
import type { Annotation } from "../action-runner/run-action.ts";
import type { LoopbackRepository } from "../github/repository.ts";
import { artifactFolder } from "./actions/artifact-folder.ts";
import type { JobEnding, WorkflowEnding } from "./ending.ts";
import { inGroup } from "./in-group.ts";
import { toText } from "./language/expression.ts";
import { below } from "./language/template.ts";
import { type ConcurrencyGroups, concurrencyGroups } from "./model/concurrency.ts";
import { dispatchInputs } from "./model/dispatch-inputs.ts";
import { planWorkflow } from "./model/plan.ts";
import { folderTree, treeOf } from "./model/source-tree.ts";
import { isTriggeredBy } from "./model/trigger.ts";
import type { Run, RunRequest } from "./run.ts";
import { runJobs } from "./run-jobs.ts";
import { WorkflowError } from "./workflow-error.ts";

/** What outlives a run: a repository's groups, its caches, how many runs it had. */
interface RepositoryState {
  readonly groups: ConcurrencyGroups;
  readonly caches: string;
  runs: number;
}

const states = new WeakMap<LoopbackRepository, RepositoryState>();
let lastRun = 9_000_000;

/**
 * Runs a workflow from its event to its end, as GitHub would.
 *
 * @throws {WorkflowError} where GitHub would not start it: the file or one that it calls is invalid, or asks for more than it may
 */
export async function runWorkflow(asked: RunRequest): Promise<WorkflowEnding> {
  const { repository, event, github } = asked;
  const state = stateOf(repository);
  const scratch = realpathSync(mkdtempSync(join(tmpdir(), "towpath-run-")));
  const own = treeOf(repository, event.ref, event.sha, scratch);
  const fullName = `${repository.owner}/${repository.name}`;
  const treeFor: Run["treeFor"] = async (name, ref) => {
    const known = Object.entries(asked.repositories ?? {}).find(([one]) => one.toLowerCase() === name.toLowerCase());
    if (known) return folderTree(name, ref, known[1]);
    if (name.toLowerCase() !== fullName.toLowerCase())
      throw new WorkflowError(
        `Unable to resolve action or workflow '${name}@${ref}': the repository is not known here.`,
      );
    const sha = await repository.commitOf(ref);
    if (sha === undefined)
      throw new WorkflowError(`Unable to resolve '${name}@${ref}', unable to find version '${ref}'`);
    return treeOf(repository, ref, sha, scratch);
  };
  const began = github.requests.length;
  const id = ++lastRun;
  const endings: JobEnding[] = [];
  const annotations: Annotation[] = [];
  const ending = (conclusion: WorkflowEnding["conclusion"]): WorkflowEnding => ({
    conclusion,
    jobs: endings,
    annotations,
    requests: github.requests.slice(began),
    runId: id,
  });
  try {
    const plan = await planWorkflow(own, asked.workflow, { treeFor });
    if (!isTriggeredBy(plan.workflow.token, event, repository.folder)) return ending("not-triggered");
    const { request, inputs } = withInputs(asked, plan.workflow.token);
    const isFork = comesFromFork(event.name, event.payload, fullName);
    const hasSecrets = !isFork && !isDependabots(event);
    const stopped = new AbortController();
    request.signal?.addEventListener("abort", () => stopped.abort(), { once: true });
    if (request.signal?.aborted) stopped.abort();
    state.runs += 1;
    const run: Run = {
      request,
      id,
      isFork,
      hasSecrets,
      github: githubContext(request, plan.workflow.name, id, state.runs, serverFor(repository, scratch)),
      secrets: hasSecrets ? (request.secrets ?? {}) : {},
      variables: isFork ? {} : (request.variables ?? {}),
      scratch,
      artifacts: artifactFolder(join(scratch, "artifacts")),
      caches: state.caches,
      groups: state.groups,
      signal: stopped.signal,
      endings,
      treeFor,
      own,
    };
    const base: JsonObject = { github: run.github, inputs, vars: run.variables };
    return await inGroup(
      {
        token: below(plan.workflow.token, "concurrency"),
        scope: { contexts: base },
        what: "top level workflow",
        within: [],
        signal: run.signal,
      },
      run,
      (reason) => {
        annotations.push({ level: "error", message: reason ?? "The run was canceled." });
        return ending("cancelled");
      },
      async (signal, holder) => {
        const { conclusion } = await runJobs(
          {
            plan,
            inputs,
            secrets: run.secrets,
            isOpen: true,
            key: "",
            name: "",
            signal,
            within: [holder],
          },
          run,
        );
        return ending(conclusion);
      },
    );
  } finally {
    rmSync(scratch, { recursive: true, force: true, maxRetries: 3 });
  }
}

function stateOf(repository: LoopbackRepository): RepositoryState {
  const known = states.get(repository);
  if (known) return known;
  // Beside git's own files, and gone with them.
  const caches = join(repository.folder, "caches-of-workflows");
  const state: RepositoryState = { groups: concurrencyGroups(), caches, runs: 0 };
  states.set(repository, state);
  return state;
}

/** Where git finds the repository under its name: `file:///…/acme/orders`. */
function serverFor({ owner, name, folder }: LoopbackRepository, scratch: string): string {
  mkdirSync(join(scratch, "server", owner), { recursive: true });
  symlinkSync(folder, join(scratch, "server", owner, name));
  return `file://${join(scratch, "server")}`;
}

/** The inputs of a run that is started by hand, which its event has as texts. */
function withInputs(
  asked: RunRequest,
  workflow: TemplateToken,
): { readonly request: RunRequest; readonly inputs: JsonObject } {
  const { event } = asked;
  if (event.name !== "workflow_dispatch") return { request: asked, inputs: {} };
  const inputs = dispatchInputs(workflow, event.payload);
  const texts = Object.fromEntries(Object.entries(inputs).map(([name, value]) => [name, toText(value)]));
  return { request: { ...asked, event: { ...event, payload: { ...event.payload, inputs: texts } } }, inputs };
}

function comesFromFork(name: string, payload: JsonObject, repository: string): boolean {
  if (!["pull_request", "pull_request_review", "pull_request_review_comment"].includes(name)) return false;
  const head = member(member(payload["pull_request"], "head"), "repo");
  return member(head, "full_name") !== repository;
}

/** GitHub's documentation, "Troubleshooting Dependabot on GitHub Actions": it may write as far as `permissions` says. */
const OF_DEPENDABOT = /^(?:pull_request(?:_review|_review_comment)?|push|create|deployment|deployment_status)$/;

function isDependabots({ name, actor }: RunRequest["event"]): boolean {
  return actor === "dependabot[bot]" && OF_DEPENDABOT.test(name);
}

function member(value: Json | undefined, key: string): Json | undefined {
  return isJsonObject(value) ? value[key] : undefined;
}

function githubContext(
  { repository, event, github, workflow, attempt = 1 }: RunRequest,
  name: string,
  id: number,
  number: number,
  server: string,
): JsonObject {
  const fullName = `${repository.owner}/${repository.name}`;
  const [, type = "", short = event.ref] = /^refs\/(heads|tags|pull)\/(.+)$/.exec(event.ref) ?? [];
  return {
    actor: event.actor,
    actor_id: "1",
    api_url: github.url,
    base_ref: event.baseRef ?? "",
    event: event.payload,
    event_name: event.name,
    graphql_url: `${github.url}/graphql`,
    head_ref: event.headRef ?? "",
    ref: event.ref,
    ref_name: short,
    ref_protected: false,
    ref_type: type === "tags" ? "tag" : "branch",
    repository: fullName,
    repository_id: "1",
    repository_owner: repository.owner,
    repository_owner_id: "2",
    repositoryUrl: `${server}/${fullName}.git`,
    retention_days: "90",
    run_attempt: String(attempt),
    run_id: String(id),
    run_number: String(number),
    secret_source: "Actions",
    server_url: server,
    sha: event.sha,
    triggering_actor: event.actor,
    workflow: name,
    workflow_ref: `${fullName}/${workflow}@${event.ref}`,
    workflow_sha: event.sha,
  };
}
