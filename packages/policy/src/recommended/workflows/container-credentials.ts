import { defineRule } from "../../rule/define-rule.ts";

/** A registry's password is no text in a file that everybody reads. */
export const containerCredentials = defineRule({
  id: "workflows/container-credentials",
  phase: "repository",
  select: { job: "steps" },
  meta: {
    severity: "critical",
    since: "0.2.0",
    messages: { literal: "The password of the registry for {{what}} stands in the file." },
    docs: {
      summary: "Passwords of registries come from secrets.",
      rationale:
        "What is committed is copied to every clone and stays in the history. Change that password, wherever it is used.",
      bad: [
        "on: push\njobs:\n  test:\n    runs-on: ubuntu-latest\n    container: { image: 'containers.example.com/node:24', credentials: { username: ci, password: hunter2 } }\n    steps: [{ run: npm test }]\n",
      ],
      good: [
        "on: push\njobs:\n  test:\n    runs-on: ubuntu-latest\n    container: { image: 'containers.example.com/node:24', credentials: { username: ci, password: '${{ secrets.REGISTRY }}' } }\n    steps: [{ run: npm test }]\n",
      ],
    },
  },
  check(job, context) {
    if (job.kind !== "steps") return;
    const all = [
      ["the container", job.container],
      ...[...job.services].map(([name, one]) => [`the service ${name}`, one] as const),
    ] as const;
    for (const [what, container] of all) {
      const password = container?.credentials?.scalar("password");
      if (!password || password.text === "" || password.interpolations.length > 0) continue;
      context.report({
        messageId: "literal",
        at: { ...password.place, isSecret: true },
        path: password.path.slice(2),
        data: { what },
        suggestions: ["Put it into a secret of the repository: `password: ${{ secrets.REGISTRY }}`."],
      });
    }
  },
});
