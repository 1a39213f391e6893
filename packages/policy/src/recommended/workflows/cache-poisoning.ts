import type { Expression, Scalar, Step, StepsJob, UsesStep, Workflow } from "../../repository/index.ts";
import { defineRule } from "../../rule/define-rule.ts";
import { actionInput } from "./action-input.ts";
import { actionName, majorOf } from "./action-names.ts";
import { CACHING_ACTIONS, PUBLISHING_ACTIONS } from "./caching-actions.ts";

/** What is handed out is built from what was looked at, and not from what an earlier run left in a cache. */
export const cachePoisoning = defineRule({
  id: "workflows/cache-poisoning",
  phase: "repository",
  select: { step: "uses" },
  meta: {
    severity: "high",
    since: "0.2.0",
    messages: {
      cache:
        "{{action}} restores a cache in a workflow that {{publishes}}: what another run left there can end up in the release.",
    },
    docs: {
      summary: "A workflow that releases something restores no cache.",
      rationale:
        "Every workflow of a branch can write its cache, also one that a pull request's code runs in; the release then builds from it. " +
        "A release is rare enough to be built from nothing. A workflow releases where it runs on `release`, on tags or on branches called so, or uses an action that publishes. From v5 on `actions/setup-node` caches unless `package-manager-cache` is `false`.",
      bad: [
        "on: release\njobs:\n  publish:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: actions/setup-node@49933ea5288caeca8642d1e84afbd3f7d6820020\n        with: { cache: npm }\n      - run: npm publish\n",
      ],
      good: [
        "on: release\njobs:\n  publish:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: actions/setup-node@48b55a011bda9f5d6aeb4c2d9c7362e8dae4041e # v6.4.0\n        with: { package-manager-cache: false }\n      - run: npm publish\n",
        "on: push\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: actions/setup-node@49933ea5288caeca8642d1e84afbd3f7d6820020\n        with: { cache: npm }\n      - run: npm test\n",
      ],
    },
  },
  check(step, context) {
    if (step.kind !== "uses" || step.parent.kind !== "steps") return;
    const action = actionName(step.uses);
    if (action === undefined || !CACHING_ACTIONS.has(action)) return;
    const { workflow } = step.parent;
    const publishes = releasedBy(workflow) ?? publishedBy(step.parent);
    if (publishes === undefined || !isCaching(step, action, workflow)) return;
    context.report({
      messageId: "cache",
      at: step.uses.scalar.keyPlace,
      data: { action, publishes },
      suggestions: ["Turn the cache off here, or release in a workflow of its own."],
    });
  },
});

/** What of its triggers makes a workflow one that releases. */
function releasedBy({ triggers }: Workflow): string | undefined {
  for (const { name, config } of triggers) {
    if (name === "release") return "runs on releases";
    if (name !== "push") continue;
    if (releaseBranches(config?.list("branches") ?? []).length > 0) return "runs on release branches";
    if (config?.get("tags") !== undefined) return "runs on tags";
  }
  return undefined;
}

function releaseBranches(branches: readonly { readonly kind: string }[]): readonly Scalar[] {
  return branches.filter(
    (one): one is Scalar => one.kind === "scalar" && "text" in one && /release/i.test(String(one.text)),
  );
}

const known = new WeakMap<StepsJob, string | false>();

/** What of its steps makes a job one that releases, looked for once. */
function publishedBy(job: StepsJob): string | undefined {
  const before = known.get(job) ?? publishingIn(job.steps) ?? false;
  known.set(job, before);
  return before || undefined;
}

function publishingIn(steps: readonly Step[]): string | undefined {
  for (const step of steps) {
    if (step.kind !== "uses") continue;
    const action = actionName(step.uses);
    if (action === undefined || !PUBLISHING_ACTIONS.has(action)) continue;
    const input = PUBLISHING_ACTIONS.get(action);
    const said = input === undefined ? undefined : actionInput(step, input);
    const isOff = said && (said.kind === "absent" || (said.kind === "text" && said.text.toLowerCase() === "false"));
    if (!isOff) return `publishes by ${action}`;
  }
  return undefined;
}

function isCaching(step: UsesStep, action: string, workflow: Workflow): boolean {
  const caching = CACHING_ACTIONS.get(action);
  if (!caching) return false;
  if (caching.kind === "always") return true;
  const said = actionInput(step, caching.input);
  if (action === "actions/setup-node" && said.kind === "absent") return isCachingByItself(step, workflow);
  const isOffByItself = caching.kind === "on" || (action === "astral-sh/setup-uv" && majorOf(step.uses, 0) >= 10);
  switch (said.kind) {
    case "absent":
      return !isOffByItself;
    case "unknown":
      return true;
    case "text":
      if (said.text.toLowerCase() === "auto") return !isOffByItself;
      return !caching.off.includes(said.text.toLowerCase());
    case "expression":
      return !isOffForTags(said.scalar, workflow);
  }
}

/** From its fifth version `actions/setup-node` caches what `package.json` names as package manager, unless it is told not to. */
function isCachingByItself(step: UsesStep, workflow: Workflow): boolean {
  if (majorOf(step.uses, 5) < 5) return false;
  const said = actionInput(step, "package-manager-cache");
  if (said.kind === "expression") return !isOffForTags(said.scalar, workflow);
  return said.kind !== "text" || said.text.toLowerCase() !== "false";
}

/** `!startsWith(github.ref, 'refs/tags/')`: off for tags, and every release of the workflow is one. */
function isOffForTags({ interpolations }: Scalar, { triggers }: Workflow): boolean {
  const [only] = interpolations;
  if (interpolations.length !== 1 || only?.expression?.kind !== "unary") return false;
  const isBranchReleased = triggers.some(
    ({ name, config }) => name === "push" && releaseBranches(config?.list("branches") ?? []).length > 0,
  );
  return !isBranchReleased && isForTags(only.expression.of);
}

function isForTags(expression: Expression): boolean {
  switch (expression.kind) {
    case "group":
      return isForTags(expression.of);
    case "logical":
      return expression.operator === "&&" && expression.operands.some(isForTags);
    case "binary": {
      const { operator, left, right } = expression;
      return operator === "==" && [left, right].some(isRefType) && [left, right].some((side) => isText(side, "tag"));
    }
    case "call": {
      const [text, start] = expression.args;
      return expression.name.toLowerCase() === "startswith" && isGithub(text, "ref") && isText(start, "refs/tags");
    }
    default:
      return false;
  }
}

function isRefType(expression: Expression): boolean {
  return isGithub(expression, "ref_type");
}

function isGithub(expression: Expression | undefined, name: string): boolean {
  if (expression?.kind !== "index" || expression.index === "*") return false;
  const { of, index } = expression;
  return of.kind === "context" && of.name.toLowerCase() === "github" && isText(index, name);
}

function isText(expression: Expression | undefined, start: string): boolean {
  return expression?.kind === "literal" && String(expression.value).toLowerCase().startsWith(start);
}
