import { ANY } from "../../repository/expression/context-path.ts";
import { readsIn } from "../../repository/expression/reaching.ts";
import { defineRule } from "../../rule/define-rule.ts";
import { expressionsIn } from "./expressions-in.ts";

/** A job is given the secrets that it names. */
export const overprovisionedSecrets = defineRule({
  id: "workflows/overprovisioned-secrets",
  phase: "repository",
  select: { automation: "*" },
  meta: {
    severity: "high",
    since: "0.2.0",
    messages: {
      all: "{{read}} gives this every secret of the repository and its organization.",
      chosen: "{{read}} is chosen while the job runs, so the runner is given every secret.",
    },
    docs: {
      summary: "Secrets are named one by one.",
      rationale:
        "GitHub sends a runner only the secrets that a job names. `toJSON(secrets)`, `secrets.*` and `secrets[inputs.name]` name all of them: whatever runs in the job can read each one.",
      bad: [
        "on: push\njobs:\n  deploy:\n    runs-on: ubuntu-latest\n    steps:\n      - run: ./deploy.sh\n        env:\n          SECRETS: ${{ toJSON(secrets) }}\n",
        "on: { workflow_dispatch: { inputs: { stage: { type: string } } } }\njobs:\n  deploy:\n    runs-on: ubuntu-latest\n    steps:\n      - run: ./deploy.sh\n        env:\n          KEY: ${{ secrets[format('{0}_KEY', inputs.stage)] }}\n",
      ],
      good: [
        "on: push\njobs:\n  deploy:\n    runs-on: ubuntu-latest\n    steps:\n      - run: ./deploy.sh\n        env:\n          KEY: ${{ secrets['DEPLOY_KEY'] }}\n          TOKEN: ${{ secrets.GITHUB_TOKEN }}\n",
      ],
    },
  },
  check(file, context) {
    for (const { expression, interpolation, scalar } of expressionsIn(file.mapping)) {
      for (const { at, path } of readsIn(expression)) {
        if (path[0] !== "secrets" || (path.length > 1 && path[1] !== ANY)) continue;
        const isAll = path.length === 1 || interpolation.source.slice(at.start, at.end).endsWith("*");
        context.report({
          messageId: isAll ? "all" : "chosen",
          at: interpolation.placeOf(at),
          path: [...scalar.path, String(interpolation.start + at.start)],
          data: { read: interpolation.source.slice(at.start, at.end) },
          suggestions: ["Name each secret that is needed: `${{ secrets.DEPLOY_KEY }}`."],
        });
      }
    }
  },
});
