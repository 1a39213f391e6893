import type { Step } from "@actions/workflow-parser/model/workflow-template";
import type { TemplateToken } from "@actions/workflow-parser/templates/tokens/index";
import { convertWorkflowTemplate, NoOperationTraceWriter, parseWorkflow } from "../language/github-parser.ts";
import { below, entriesOf } from "../language/template.ts";
import { WorkflowError } from "../workflow-error.ts";
import type { SourceTree } from "./source-tree.ts";

/** One step, of a job or of a composite action. */
export interface StepModel {
  readonly id: string;
  /** An expression that asks for the status somewhere. */
  readonly if: string;
  readonly kind: "run" | "uses";
  readonly token: TemplateToken;
}

/** One job as it is written. */
export interface JobModel {
  readonly id: string;
  readonly needs: readonly string[];
  /** Of its needs, theirs too. */
  readonly ancestors: readonly string[];
  readonly if: string;
  readonly token: TemplateToken;
  readonly steps: readonly StepModel[];
  /** The workflow that it calls. */
  readonly uses: string | undefined;
}

/** A workflow's file, read and found valid by GitHub's own parser. */
export interface Workflow {
  readonly tree: SourceTree;
  /** `.github/workflows/towpath.yml` */
  readonly path: string;
  readonly name: string;
  readonly token: TemplateToken;
  /** What is below `on.workflow_call`; undefined where it cannot be called. */
  readonly call: TemplateToken | undefined;
  readonly jobs: readonly JobModel[];
}

/**
 * Reads a workflow.
 *
 * @throws {WorkflowError} with everything that GitHub's parser finds wrong with it
 */
export async function readWorkflow(tree: SourceTree, path: string): Promise<Workflow> {
  const content = await tree.text(path);
  if (content === undefined) throw new WorkflowError(`${tree.repository}@${tree.ref} has no ${path}.`);
  const { context, value } = parseWorkflow({ name: path, content }, new NoOperationTraceWriter());
  const template = value && (await convertWorkflowTemplate(context, value));
  const errors = context.errors.getErrors();
  if (!value || !template || errors.length > 0)
    throw new WorkflowError(`Invalid workflow file:\n${errors.map(({ message }) => message).join("\n")}`);
  const needs = new Map(template.jobs.map((job) => [job.id.value, (job.needs ?? []).map((need) => need.value)]));
  return {
    tree,
    path,
    name: below(value, "name")?.toString() ?? path,
    token: value,
    call: callOf(value),
    jobs: template.jobs.map((job): JobModel => {
      const id = job.id.value;
      const token = below(value, "jobs", id);
      if (!token) throw new WorkflowError(`${path}: job ${id} is not there.`);
      return {
        id,
        needs: needs.get(id) ?? [],
        ancestors: ancestorsOf(id, needs),
        if: job.if.expression,
        token,
        steps: job.type === "job" ? stepsOf(job.steps, below(token, "steps"), `${path}: job ${id}`) : [],
        uses: job.type === "reusableWorkflowJob" ? job.ref.value : undefined,
      };
    }),
  };
}

/** Steps as GitHub converts them, each with what is written. */
export function stepsOf(steps: readonly Step[], token: TemplateToken | undefined, where: string): readonly StepModel[] {
  const written = token && Symbol.iterator in token ? [...token.assertSequence("steps")] : [];
  return steps.map((step, index): StepModel => {
    const own = written[index];
    const kind = "run" in step ? "run" : "uses" in step ? "uses" : undefined;
    if (!own || !kind || !step.if)
      throw new WorkflowError(`${where}: step ${index + 1} is neither run nor uses, which is not known here.`);
    if ("background" in step && step.background)
      throw new WorkflowError(`${where}: step ${index + 1} is in the background, which is not known here.`);
    return { id: step.id || `__${kind}_${index + 1}`, if: step.if.expression, kind, token: own };
  });
}

function callOf(root: TemplateToken): TemplateToken | undefined {
  const on = below(root, "on");
  if (on === undefined) return undefined;
  const named = below(on, "workflow_call");
  if (named) return named;
  const isNamed = on.isScalar
    ? on.toString() === "workflow_call"
    : entriesOf(on).length === 0 && Symbol.iterator in on
      ? [...on.assertSequence("on")].some((one) => one.toString() === "workflow_call")
      : false;
  return isNamed ? on : undefined;
}

function ancestorsOf(id: string, needs: ReadonlyMap<string, readonly string[]>): readonly string[] {
  const found = new Set<string>();
  const visit = (one: string): void => {
    for (const need of needs.get(one) ?? []) {
      if (found.has(need)) continue;
      found.add(need);
      visit(need);
    }
  };
  visit(id);
  return [...found];
}
