import type { Step, UsesStep } from "../../repository/index.ts";
import { defineRule } from "../../rule/define-rule.ts";
import { actionInput } from "./action-input.ts";
import { actionName } from "./action-names.ts";

/** A token that nobody needs any more does not lie around for whatever runs next. */
export const checkoutCredentials = defineRule({
  id: "workflows/checkout-credentials",
  phase: "repository",
  select: { step: "uses" },
  meta: {
    severity: "medium",
    since: "0.2.0",
    fix: "unsafe",
    params: { schema: { when: { type: "string", enum: ["uploaded", "by-default", "always"], default: "uploaded" } } },
    messages: {
      uploaded: "The checkout leaves the job's token in .git, and this job uploads the folder as an artifact.",
      left: "The checkout leaves the job's token in .git, where every later step can read it.",
      unknown: "Whether the checkout leaves the job's token in .git is known only when the workflow runs.",
    },
    docs: {
      summary: "A checkout does not leave the job's token behind.",
      rationale:
        "`actions/checkout` writes the token into `.git/config` unless `persist-credentials` is `false`. Every later step can read it, and an artifact with the folder in it hands it out. " +
        "`when` says what is reported: a checkout whose folder is `uploaded`, every one that leaves the token `by-default`, or `always`, also where somebody asked for it.",
      bad: [
        "on: push\njobs:\n  build:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: actions/checkout@11bd71901bbe5b1630ceea73d27597364c9af683\n      - uses: actions/upload-artifact@ea165f8d65b6e75b540449e92b4886f43607fa02\n        with: { name: all, path: . }\n",
      ],
      good: [
        "on: push\njobs:\n  build:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: actions/checkout@11bd71901bbe5b1630ceea73d27597364c9af683\n        with: { persist-credentials: false }\n      - uses: actions/upload-artifact@ea165f8d65b6e75b540449e92b4886f43607fa02\n        with: { name: all, path: . }\n",
        "on: push\njobs:\n  build:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: actions/checkout@11bd71901bbe5b1630ceea73d27597364c9af683\n      - run: npm ci\n",
      ],
    },
  },
  check(step, context) {
    if (step.kind !== "uses" || actionName(step.uses) !== "actions/checkout") return;
    const { when } = context.params;
    const said = actionInput(step, "persist-credentials");
    if (said.kind === "text" && said.text.toLowerCase() === "false") return;
    const isAskedFor = said.kind === "text";
    const isUploaded = isUploadedLater(step);
    if (!isUploaded && (when === "uploaded" || (when === "by-default" && isAskedFor))) return;
    const messageId = said.kind === "unknown" ? "unknown" : isUploaded ? "uploaded" : "left";
    context.report({
      messageId,
      at: said.kind === "unknown" ? (step.mapping.get("with")?.keyPlace ?? step.place) : step.place,
      path: ["with", "persist-credentials"],
      suggestions: ["Add `with: { persist-credentials: false }`, unless a later step pushes with that token."],
      fix:
        said.kind === "unknown"
          ? undefined
          : (edit) => edit.set(step.mapping.place, false, ["with", "persist-credentials"]),
    });
  },
});

/** Whether a later step uploads the folder that was checked out, all of it. */
function isUploadedLater(checkout: UsesStep): boolean {
  const last = lastUploads(checkout.parent);
  const below = actionInput(checkout, "path");
  const folder = below.kind === "text" && !WHOLE.test(below.text) ? plainly(below.text) : "";
  return Math.max(last.get("") ?? -1, last.get(folder) ?? -1) > checkout.index;
}

const known = new WeakMap<Step["parent"], ReadonlyMap<string, number>>();

/** For each folder that is uploaded the last step that does so, worked out once for all checkouts; the empty one is the whole. */
function lastUploads(parent: Step["parent"]): ReadonlyMap<string, number> {
  const before = known.get(parent);
  if (before) return before;
  const last = new Map<string, number>();
  for (const step of parent.steps) {
    if (step.kind !== "uses" || actionName(step.uses) !== "actions/upload-artifact") continue;
    const path = actionInput(step, "path");
    if (path.kind !== "text" && path.kind !== "expression") continue;
    for (const line of path.scalar.text.split("\n").map((one) => plainly(one.trim())))
      if (line !== "") last.set(WHOLE.test(line) ? "" : line, step.index);
  }
  known.set(parent, last);
  return last;
}

/** A folder without `./` before it and slashes behind it; `.` for the whole. */
function plainly(folder: string): string {
  let end = folder.length;
  while (folder[end - 1] === "/") end -= 1;
  const plain = folder.slice(folder.startsWith("./") ? 2 : 0, end);
  return plain === "" && folder !== "" ? "." : plain;
}

const WHOLE = /^(?:\.|\.\.|\.\/\.|\*\*?|\.\/\*\*?|\$\{\{\s*github\.workspace\s*\}\}|\$GITHUB_WORKSPACE)$/;
