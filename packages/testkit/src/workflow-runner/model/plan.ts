import { below, entriesOf } from "../language/template.ts";
import { WorkflowError } from "../workflow-error.ts";
import { type JobPermissions, permissionsIn, RESTRICTED, refuseMore } from "./permissions.ts";
import type { SourceTree } from "./source-tree.ts";
import { readWorkflow, type Workflow } from "./workflow.ts";

/** A workflow with everything that it calls, found allowed as a whole before anything runs. */
export interface WorkflowPlan {
  readonly workflow: Workflow;
  /** Of each job. */
  readonly permissions: ReadonlyMap<string, JobPermissions>;
  /** Of the jobs that call one. */
  readonly called: ReadonlyMap<string, WorkflowPlan>;
}

/** What a plan needs to look for others. */
export interface PlanEffects {
  treeFor(repository: string, ref: string): Promise<SourceTree>;
}

const MOST_LEVELS = 10;

/**
 * Reads a workflow and all that it calls.
 *
 * @param allowed what the calling job may do; undefined for the run's own workflow
 * @throws {WorkflowError} where GitHub would not start the run
 */
export async function planWorkflow(
  tree: SourceTree,
  path: string,
  effects: PlanEffects,
  allowed?: JobPermissions,
  level = 1,
): Promise<WorkflowPlan> {
  if (level > MOST_LEVELS)
    throw new WorkflowError(`${path}: workflows may call each other ${MOST_LEVELS} levels deep.`);
  const workflow = await readWorkflow(tree, path);
  const whole = permissionsIn(below(workflow.token, "permissions"));
  const permissions = new Map<string, JobPermissions>();
  const called = new Map<string, WorkflowPlan>();
  for (const job of workflow.jobs) {
    const own = permissionsIn(below(job.token, "permissions")) ?? whole ?? allowed ?? RESTRICTED;
    if (allowed) refuseMore(own, allowed, `Error calling workflow '${path}'. The nested job '${job.id}'`);
    permissions.set(job.id, own);
    if (job.uses === undefined) continue;
    const { tree: other, path: file } = await calledTree(job.uses, workflow, effects);
    const plan = await planWorkflow(other, file, effects, own, level + 1);
    refuseCall(plan.workflow, job.token, `${path}: job ${job.id}`);
    called.set(job.id, plan);
  }
  return { workflow, permissions, called };
}

/** `./.github/workflows/a.yml`: of the same repository at the same commit. `OWNER/REPO/.github/workflows/a.yml@REF`: of another. */
async function calledTree(
  uses: string,
  from: Workflow,
  effects: PlanEffects,
): Promise<{ readonly tree: SourceTree; readonly path: string }> {
  const [, local] = /^(?:\.|\$)\/(.+)$/.exec(uses) ?? [];
  const [, owner, name, remote, ref] = /^([^/@]+)\/([^/@]+)\/([^@]+)@(.+)$/.exec(uses) ?? [];
  const path = local ?? remote;
  if (path === undefined || !/^\.github\/workflows\/[^/]+\.ya?ml$/.test(path))
    throw new WorkflowError(
      `invalid value workflow reference: ${uses} is no workflow of a repository's .github/workflows.`,
    );
  return {
    tree: remote === undefined ? from.tree : await effects.treeFor(`${owner}/${name}`, ref ?? ""),
    path,
  };
}

/** What can be said about inputs and secrets before their values are known. */
function refuseCall(called: Workflow, token: Workflow["token"], where: string): void {
  if (!called.call) throw new WorkflowError(`${where}: ${called.path} has no 'on: workflow_call'.`);
  const isInherit = below(token, "secrets")?.isScalar === true;
  for (const [kind, key] of [
    ["inputs", "with"],
    ["secrets", "secrets"],
  ] as const) {
    if (kind === "secrets" && isInherit) continue;
    const declared = new Map(entriesOf(below(called.call, kind)).map(([name, one]) => [name.toLowerCase(), one]));
    const given = entriesOf(below(token, key)).map(([name]) => name.toLowerCase());
    for (const name of given) {
      if (!declared.has(name))
        throw new WorkflowError(
          `${where}: Invalid ${kind.slice(0, -1)}, ${name} is not defined in the referenced workflow.`,
        );
    }
    for (const [name, one] of declared) {
      const isRequired = below(one, "required")?.toString() === "true";
      if (isRequired && !given.includes(name))
        throw new WorkflowError(
          `${where}: ${kind === "inputs" ? "Input" : "Secret"} ${name} is required, but not provided while calling.`,
        );
    }
  }
}
