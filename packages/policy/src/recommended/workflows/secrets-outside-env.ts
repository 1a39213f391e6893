import { readsIn } from "../../repository/expression/reaching.ts";
import { defineRule } from "../../rule/define-rule.ts";
import { expressionsIn } from "./expressions-in.ts";

/** A secret is given to jobs that an environment's protection rules have let through. */
export const secretsOutsideEnv = defineRule({
  id: "workflows/secrets-outside-env",
  phase: "repository",
  select: { job: "steps" },
  meta: {
    severity: "low",
    since: "0.2.0",
    params: { schema: { allow: { type: "list", default: [] } } },
    messages: {
      outside: "The job {{job}} reads {{secret}} without naming an environment: any branch's workflow can read it.",
    },
    docs: {
      summary: "Jobs that read secrets name an environment.",
      rationale:
        "A secret of the repository is there for every workflow of every branch: whoever can push a branch can read it. " +
        "A secret of an environment is there once the environment's rules (branches, reviewers, waiting time) are met. " +
        "`GITHUB_TOKEN` is left alone, and so are the secrets in `allow`, and those that a workflow which is only called is passed.",
      bad: [
        "on: push\njobs:\n  deploy:\n    runs-on: ubuntu-latest\n    steps:\n      - run: ./deploy.sh\n        env:\n          KEY: ${{ secrets.DEPLOY_KEY }}\n",
      ],
      good: [
        "on: push\njobs:\n  deploy:\n    runs-on: ubuntu-latest\n    environment: production\n    steps:\n      - run: ./deploy.sh\n        env:\n          KEY: ${{ secrets.DEPLOY_KEY }}\n          TOKEN: ${{ secrets.GITHUB_TOKEN }}\n",
      ],
    },
  },
  check(job, context) {
    if (job.kind !== "steps" || job.mapping.get("environment") !== undefined) return;
    const [called, ...others] = job.workflow.triggers;
    const passed =
      called?.name === "workflow_call" && others.length === 0 ? called.config?.mapping("secrets")?.entries.keys() : [];
    const allowed = new Set(
      ["github_token", ...context.params.allow, ...(passed ?? [])].map((name) => name.toLowerCase()),
    );
    for (const { expression, interpolation, scalar } of expressionsIn(job.mapping)) {
      for (const { at, path } of readsIn(expression)) {
        if (path[0] !== "secrets" || allowed.has(path[1] ?? "")) continue;
        context.report({
          messageId: "outside",
          at: interpolation.placeOf(at),
          path: [...scalar.path.slice(2), String(interpolation.start + at.start)],
          data: { job: job.id, secret: interpolation.source.slice(at.start, at.end) },
          suggestions: [
            "Name the environment that the job works for: `environment: production`, and keep the secret there.",
          ],
        });
      }
    }
  },
});
