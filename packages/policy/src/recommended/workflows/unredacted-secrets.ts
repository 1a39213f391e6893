import { allIn } from "../../repository/expression/parts.ts";
import { reachingIn } from "../../repository/expression/reaching.ts";
import { defineRule } from "../../rule/define-rule.ts";
import { expressionsIn } from "./expressions-in.ts";

/** A secret is one value: only as a whole is it kept out of logs. */
export const unredactedSecrets = defineRule({
  id: "workflows/unredacted-secrets",
  phase: "repository",
  select: { automation: "*" },
  meta: {
    severity: "medium",
    since: "0.2.0",
    messages: {
      parsed: "A part of {{secret}} is not masked in logs: only the secret as a whole is.",
    },
    docs: {
      summary: "Secrets are not taken apart.",
      rationale:
        "The runner masks the text of each secret in logs. A value that `fromJSON(secrets.BUNDLE).password` takes out of one is another text, and is printed as it is. " +
        "Keep each value as a secret of its own.",
      bad: [
        "on: push\njobs:\n  deploy:\n    runs-on: ubuntu-latest\n    steps:\n      - run: ./deploy.sh\n        env:\n          PASSWORD: ${{ fromJSON(secrets.BUNDLE).password }}\n",
      ],
      good: [
        "on: push\njobs:\n  deploy:\n    runs-on: ubuntu-latest\n    steps:\n      - run: ./deploy.sh\n        env:\n          PASSWORD: ${{ secrets.PASSWORD }}\n",
      ],
    },
  },
  check(file, context) {
    for (const { expression, interpolation, scalar } of expressionsIn(file.mapping)) {
      for (const call of allIn(expression)) {
        if (call.kind !== "call" || call.name.toLowerCase() !== "fromjson") continue;
        const secret = call.args.flatMap(reachingIn).find(({ path }) => path[0] === "secrets" && path.length > 1);
        if (!secret) continue;
        context.report({
          messageId: "parsed",
          at: interpolation.placeOf(call),
          path: [...scalar.path, String(interpolation.start + call.start)],
          data: { secret: interpolation.source.slice(secret.at.start, secret.at.end) },
          suggestions: ["Keep each value that is needed as a secret of its own."],
        });
      }
    }
  },
});
