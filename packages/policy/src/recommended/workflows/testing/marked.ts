import { checkPolicy } from "../../../engine/check-policy.ts";
import type { Rule } from "../../../rule/define-rule.ts";
import { SCENE_FILES } from "../../../scene/scene.ts";
import { strict } from "../../../strict/pack.ts";
import { repositoryOf } from "../../../testing/repository.ts";
import { now } from "../../../testing/subjects.ts";

/** What a rule of ours points at in a workflow. */
export function pointedAt(id: string, text: string): readonly string[] {
  const rule: Rule | undefined = strict.rules.find((entry) => entry.rule.id === id)?.rule;
  if (!rule) throw new Error(`No rule ${id}`);
  const { repository, findings: wrong } = repositoryOf({ [SCENE_FILES.workflow]: text });
  if (wrong.length > 0) throw new Error(wrong.map(({ message }) => message).join("\n"));
  const request = { services: [], repository, rules: [{ rule, level: "mandatory" as const }], levels: {}, now };
  const lines = text.split("\n");
  return checkPolicy(request).findings.map(({ places: [place] }) => {
    const { start, end } = place?.range ?? { start: { line: 0, column: 0 }, end: { line: 0, column: 0 } };
    if (start.line !== end.line) return `${start.line}:${start.column}-${end.line}:${end.column}`;
    return (lines[start.line - 1] ?? "").slice(start.column - 1, end.column - 1);
  });
}

/** A workflow with a job `a` on a branch's push, or on another event, that has these lines. */
export const job = (lines: string, on = "push") =>
  `on: ${on}\njobs:\n  a:\n    runs-on: ubuntu-latest\n${lines.replace(/^/gm, "    ")}\n`;

/** What marks stand around, in order, and the text without them. */
export function marked(text: string): { readonly text: string; readonly expected: readonly string[] } {
  return {
    text: text.replace(/[⟦⟧]/g, ""),
    expected: [...text.matchAll(/⟦([^⟧]*)⟧/g)].map(([, one = ""]) => one),
  };
}
