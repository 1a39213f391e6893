import { entryOf, scopeOf } from "../../repository/dataflow/scope.ts";
import { trace, traceValue } from "../../repository/dataflow/trace.ts";
import { reachingIn } from "../../repository/expression/reaching.ts";
import type { LocalAction, RunStep, Workflow } from "../../repository/index.ts";
import { defineRule } from "../../rule/define-rule.ts";
import { environmentFileWrites } from "./environment-file-writes.ts";

/** Runs of these have secrets and a token that may write, and can be started by strangers. */
const DANGEROUS = new Set(["pull_request_target", "workflow_run"]);
/** What else strangers can start. */
const OPEN = new Set(["discussion", "discussion_comment", "fork", "gollum", "issue_comment", "issues", "watch"]);

/** What strangers write does not become a variable of the steps that follow. */
export const githubEnv = defineRule({
  id: "workflows/github-env",
  phase: "repository",
  select: { step: "run" },
  meta: {
    severity: "high",
    since: "0.2.0",
    messages: {
      variables:
        "What this writes to the file {{file}} holds {{names}}: with a line break in it, it sets other variables too.",
      made: "What this writes to the file {{file}} is worked out while it runs: with a line break in it, it sets other variables too.",
    },
    docs: {
      summary: "What strangers can start writes no variables that they could decide.",
      rationale:
        "A line in `$GITHUB_ENV` sets a variable of all later steps, LD_PRELOAD, NODE_OPTIONS and BASH_ENV among them; a line in `$GITHUB_PATH` puts a folder before all others. Either way whoever decides the line runs their own code. " +
        "In runs of `pull_request_target` and `workflow_run`, and in actions that such runs may use, only what is written literally, or comes from the runner itself, is not reported. In runs that a stranger's issue or comment starts, what comes from there is. " +
        "Scripts in bash, sh, PowerShell and cmd are read; other languages are not.",
      bad: [
        'on: pull_request_target\njobs:\n  title:\n    runs-on: ubuntu-latest\n    steps:\n      - env:\n          TITLE: ${{ github.event.pull_request.title }}\n        run: echo "TITLE=$TITLE" >> "$GITHUB_ENV"\n',
        "name: version\nruns:\n  using: composite\n  steps:\n    - run: |\n        {\n          cat version.txt\n        } >> $GITHUB_ENV\n      shell: bash\n",
      ],
      good: [
        'on: pull_request_target\njobs:\n  title:\n    runs-on: ubuntu-latest\n    steps:\n      - env:\n          TITLE: ${{ github.event.pull_request.title }}\n        run: |\n          echo "MODE=strict" >> "$GITHUB_ENV"\n          echo "$HOME/bin" >> "$GITHUB_PATH"\n          echo "title=$TITLE" >> "$GITHUB_OUTPUT"\n',
        'on: push\njobs:\n  build:\n    runs-on: ubuntu-latest\n    steps:\n      - run: echo "VERSION=$(cat version.txt)" >> "$GITHUB_ENV"\n',
      ],
    },
  },
  check(step, context) {
    if (step.kind !== "run") return;
    const danger = dangerOf(step.parent.kind === "action" ? step.parent : step.parent.workflow, new Set());
    if (danger === "none") return;
    const writes = environmentFileWrites(step.run.text, step.shell.name);
    const untrusted = writes.length === 0 ? [] : untrustedIn(step);
    let next = 0;
    for (const write of writes) {
      while ((untrusted[next] ?? Number.POSITIVE_INFINITY) < write.start) next += 1;
      const holdsUntrusted = (untrusted[next] ?? Number.POSITIVE_INFINITY) < write.end;
      const variables = write.variables.filter((name) => isOpen(step, name, danger));
      const made = (write.isMade && danger === "any") || holdsUntrusted;
      if (variables.length === 0 && !made) continue;
      const common = {
        at: [step.run.placeOf(write.start, write.end), { ...step.run.keyPlace, note: "in this script" }],
        path: ["run", String(write.start)],
        suggestions: ["Write it to $GITHUB_OUTPUT, and give it to the steps that need it in their `env`."],
      };
      if (variables.length > 0)
        context.report({
          messageId: "variables",
          data: { file: write.file, names: variables.map((name) => `$${name}`).join(", ") },
          ...common,
        });
      else context.report({ messageId: "made", data: { file: write.file }, ...common });
    }
  },
});

/** What is dangerous where a step runs: `any` value that is not literal, those that are `untrusted`, `none`. */
function dangerOf(file: Workflow | LocalAction, seen: Set<Workflow | LocalAction>): "any" | "untrusted" | "none" {
  if (seen.has(file)) return "none";
  seen.add(file);
  if (file.kind === "action") {
    const isPrivate = file.path.startsWith(".github/") && file.users.length > 0;
    if (!isPrivate) return "any";
    const users = file.users.map(({ parent }) => dangerOf(parent.kind === "action" ? parent : parent.workflow, seen));
    return users.includes("any") ? "any" : users.includes("untrusted") ? "untrusted" : "none";
  }
  const names = file.triggers.map(({ name }) => name);
  if (names.some((name) => DANGEROUS.has(name))) return "any";
  const callers = file.callers.map(({ workflow }) => dangerOf(workflow, seen));
  if (callers.includes("any")) return "any";
  return names.some((name) => OPEN.has(name)) || callers.includes("untrusted") ? "untrusted" : "none";
}

/** Whether a shell's variable may hold what a stranger wrote. One that no `env` sets is the script's own. */
function isOpen(step: RunStep, name: string, danger: "any" | "untrusted"): boolean {
  const scope = scopeOf(step);
  const plain = name.replace(/^env:/i, "").toLowerCase();
  for (const [index, env] of scope.env.entries()) {
    const value = entryOf(env, plain);
    if (!value) continue;
    const { trust } = traceValue(value, { ...scope, env: scope.env.slice(index + 1) });
    return danger === "any" ? trust !== "fixed" : trust === "untrusted";
  }
  return danger === "any";
}

/** Where expressions of a script bring what a stranger wrote, in order. */
function untrustedIn(step: RunStep): readonly number[] {
  const scope = scopeOf(step);
  return step.run.interpolations
    .filter(({ expression }) =>
      expression ? reachingIn(expression).some((one) => trace(one, scope).trust === "untrusted") : false,
    )
    .map(({ start }) => start);
}
