import { existsSync, globSync, readFileSync } from "node:fs";
import { registerHooks } from "node:module";
import { fileURLToPath } from "node:url";
import type { MappingToken } from "@actions/workflow-parser/templates/tokens/index";
import { repositoryOf } from "../../testing/repository.ts";
import type { Workflow } from "../index.ts";
import { scalarsIn } from "../source/scalars-in.ts";

// It imports JSON without saying so, which Node refuses.
registerHooks({
  resolve(specifier, context, next) {
    const found = next(specifier, context);
    return found.url.endsWith(".json") ? { ...found, importAttributes: { type: "json" } } : found;
  },
});
const { NoOperationTraceWriter, parseWorkflow } = await import("@actions/workflow-parser");
const { isBasicExpression, isMapping, isSequence, isString } = await import(
  "@actions/workflow-parser/templates/tokens/type-guards"
);
const { TemplateToken } = await import("@actions/workflow-parser/templates/tokens/index");

const FOLDER = fileURLToPath(new URL("../../../../../../shared/corpora", import.meta.url));

/** Workflows of other projects, which stand beside the repository and are no part of it. */
export const hasWorkflows = existsSync(FOLDER);

/** Their names below the folder. */
export const workflowNames = globSync("{zizmor,actionlint}/inputs/**/*.{yml,yaml}", { cwd: FOLDER }).filter(
  (file) => !/action\.ya?ml$|dependabot|pre-commit|configs\//.test(file),
);

export function workflowText(name: string): string {
  return readFileSync(`${FOLDER}/${name}`, "utf8");
}

/** An expression with its place; one over several lines alone, because the parser takes its first line for that of the braces. */
function placed(source: string, at: { readonly line: number; readonly column: number } | undefined): string {
  return source.trim().includes("\n")
    ? source.trim().replace(/\s+/g, " ")
    : `${at?.line}:${at?.column} ${source.trim()}`;
}

/** What GitHub's own parser reads: jobs with what each step uses or runs, and expressions with where they stand. */
export function theirs(text: string) {
  const { value, context } = parseWorkflow({ name: "a.yml", content: text }, new NoOperationTraceWriter());
  const expressions: string[] = [];
  for (const [, token] of value ? TemplateToken.traverse(value) : []) {
    if (!isBasicExpression(token)) continue;
    for (const one of token.originalExpressions ?? [token]) {
      const start = one.expressionRange?.start ?? one.range?.start;
      expressions.push(placed(one.expression, start));
    }
  }
  return { jobs: value && isMapping(value) ? jobsOf(value) : [], expressions, isRefused: context.errors.count > 0 };
}

function jobsOf(root: MappingToken) {
  const jobs = root.find("jobs");
  if (!jobs || !isMapping(jobs)) return [];
  return [...jobs].map(({ key, value }) => {
    const steps = isMapping(value) ? value.find("steps") : undefined;
    return {
      id: key.toString(),
      steps: steps && isSequence(steps) ? [...steps].flatMap((step) => (isMapping(step) ? [doneBy(step)] : [])) : [],
    };
  });
}

/** What a step uses or runs, where that is a plain text: a text with expressions is one for GitHub already. */
function doneBy(step: MappingToken): string {
  const done = step.find("uses") ?? step.find("run");
  return done && isString(done) ? done.value : "";
}

/** What we read of the same, and what we find wrong with it. */
export function ours(text: string) {
  const { repository, findings } = repositoryOf({ ".github/workflows/a.yml": text });
  const [workflow] = repository.workflows;
  const jobs = (workflow?.jobs ?? []).map(({ id, steps }) => ({
    id,
    steps: steps.map((step) => {
      const done = step.kind === "uses" ? step.uses.scalar : step.kind === "run" ? step.run : undefined;
      return done && done.interpolations.length === 0 ? done.text : "";
    }),
  }));
  return { jobs, expressions: workflow ? expressionsOf(workflow) : [], findings };
}

function expressionsOf({ mapping, jobs }: Workflow): readonly string[] {
  const bare = jobs
    .flatMap((job) => [job, ...job.steps])
    .flatMap((one) => (one.if?.isBare ? one.if.interpolations : []));
  const all = [...scalarsIn(mapping).flatMap(({ interpolations }) => interpolations), ...bare];
  return all.map(({ source, place, expression, placeOf }) => {
    const start = (expression ? placeOf(expression) : place).range?.start;
    return placed(source, start);
  });
}
