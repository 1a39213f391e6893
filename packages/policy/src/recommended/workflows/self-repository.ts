import { defineRule } from "../../rule/define-rule.ts";
import { placeOfUses } from "./action-names.ts";

/** What a workflow uses of its own repository is of the commit that the workflow is of. */
export const selfRepository = defineRule({
  id: "workflows/self-repository",
  phase: "repository",
  select: { uses: "*" },
  meta: {
    severity: "info",
    since: "0.2.0",
    fix: "unsafe",
    messages: { workspace: "{{path}} is taken from the folder that the job is in, whatever was checked out there." },
    docs: {
      summary: "Actions and workflows of the same repository are named by `$/`, not by `./`.",
      rationale:
        "`./build` is whatever lies in the working folder: after a checkout of a pull request's code, that code. " +
        "`$/build` is of the commit that the workflow itself is of.",
      bad: [
        "on: push\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: ./.github/actions/build\n",
      ],
      good: [
        "on: push\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: $/.github/actions/build\n",
      ],
    },
  },
  check({ uses }, context) {
    if (uses.kind !== "local") return;
    const { text, place } = uses.scalar;
    context.report({
      messageId: "workspace",
      at: placeOfUses(uses),
      path: ["uses"],
      data: { path: text.trim() },
      suggestions: [`Write $/${uses.path}.`],
      fix: (edit) => edit.set(place, `$/${uses.path}`),
    });
  },
});
