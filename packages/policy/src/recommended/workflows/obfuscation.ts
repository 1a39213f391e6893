import { fold } from "../../repository/expression/fold.ts";
import { allIn, partsOf } from "../../repository/expression/parts.ts";
import type { Expression } from "../../repository/index.ts";
import { defineRule } from "../../rule/define-rule.ts";
import { expressionsIn } from "./expressions-in.ts";
import { jobsAndSteps, stepsIn } from "./jobs-and-steps.ts";

/** A workflow says what it does in plain words, so that a reviewer sees it. */
export const obfuscation = defineRule({
  id: "workflows/obfuscation",
  phase: "repository",
  select: { automation: "*" },
  meta: {
    severity: "medium",
    since: "0.2.0",
    fix: "safe",
    params: { schema: { alsoComputed: { type: "boolean", default: false } } },
    messages: {
      path: "{{uses}} is a roundabout way to write {{plain}}.",
      above: "{{uses}} leads out of the repository that it names.",
      constant: "{{expression}} always comes to the same: {{value}}.",
      computed: "{{expression}} is chosen while the workflow runs: what is read cannot be searched for.",
      inputs: "All inputs of this step come from one expression: what they are cannot be read here.",
    },
    docs: {
      summary: "Nothing in a workflow is written in a roundabout way.",
      rationale:
        "`actions/cache/../../other/action`, `secrets[format('{0}_KEY', 'PROD')]` and expressions that always come to the same do nothing that plain words would not do better. " +
        "They hide from searches, from tools that pin actions, and from reviewers what is used: that is mostly an accident, and at times an attack. " +
        "With `alsoComputed`, `inputs[matrix.name]` is reported, too.",
      bad: [
        "on: push\njobs:\n  build:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: actions/cache/save/../restore@0057852bfaa89a56745cba8c7296529d2fc39830\n",
        "on: push\njobs:\n  build:\n    runs-on: ubuntu-latest\n    steps:\n      - run: ./build.sh\n        env:\n          KEY: ${{ vars[format('{0}_KEY', 'PROD')] }}\n",
        "on: push\njobs:\n  build:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: actions/checkout@de0fac2e4500dabe0009e67214ff5f5447ce83dd\n        with: ${{ fromJSON(vars.CHECKOUT) }}\n",
      ],
      good: [
        "on: push\njobs:\n  build:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: actions/cache/restore@0057852bfaa89a56745cba8c7296529d2fc39830\n        with: { path: dist, key: dist }\n      - run: ./build.sh\n        env:\n          KEY: ${{ vars.PROD_KEY }}\n",
      ],
    },
  },
  check(file, context) {
    for (const one of jobsAndSteps(file)) {
      if (one.kind !== "uses" && one.kind !== "call") continue;
      const { uses } = one;
      if (uses.kind !== "repository" && uses.kind !== "local") continue;
      const written = uses.scalar.text.split("@")[0]?.trim() ?? "";
      const plain = uses.kind === "local" ? plainlyLocal(written) : plainly(written, 2);
      if (plain === written) continue;
      const common = { at: uses.scalar.place, path: uses.scalar.path };
      if (plain === undefined) context.report({ messageId: "above", data: { uses: written }, ...common });
      else {
        const whole = plain + uses.scalar.text.trim().slice(written.length);
        context.report({
          messageId: "path",
          data: { uses: written, plain },
          ...common,
          fix: (edit) => edit.set(uses.scalar.place, whole),
        });
      }
    }
    for (const step of stepsIn(file)) {
      const inputs = step.mapping.get("with");
      if (inputs?.kind === "scalar" && inputs.interpolations.length > 0)
        context.report({ messageId: "inputs", at: inputs.keyPlace, path: inputs.path });
    }
    for (const { expression, interpolation, scalar } of expressionsIn(file.mapping)) {
      // Who writes `if: ${{ false }}` switches something off, and says so.
      if (scalar.path.at(-1) === "if" && expression.kind === "literal" && expression.value === false) continue;
      for (const { part, value } of constantsIn(expression)) {
        context.report({
          messageId: "constant",
          at: interpolation.placeOf(part),
          path: [...scalar.path, String(interpolation.start + part.start)],
          data: { expression: interpolation.source.slice(part.start, part.end), value },
          suggestions: [`Write ${value} in its place.`],
        });
      }
      for (const part of context.params.alsoComputed ? computedIn(expression) : [])
        context.report({
          messageId: "computed",
          at: interpolation.placeOf(part),
          path: [...scalar.path, String(interpolation.start + part.start)],
          data: { expression: interpolation.source.slice(part.start, part.end) },
        });
    }
  },
});

/** A path without `.`, `..` and doubled slashes; undefined where it leads above its first `fixed` steps. */
function plainly(path: string, fixed: number): string | undefined {
  const steps: string[] = [];
  for (const step of path.split("/")) {
    if (step === "..") {
      if (steps.length <= fixed) return undefined;
      steps.pop();
    } else if (step !== "." && step !== "") steps.push(step);
  }
  return steps.join("/");
}

/** The same for a path in the repository, where a slash behind it is a matter of taste. */
function plainlyLocal(uses: string): string | undefined {
  if (!uses.startsWith("./")) return uses;
  const plain = plainly(uses.slice(2), 0);
  return plain === "" ? "./" : plain && `./${plain}${uses.endsWith("/") ? "/" : ""}`;
}

/** Texts in brackets that are worked out while the workflow runs: `inputs[matrix.name]`. */
function computedIn(expression: Expression): readonly Expression[] {
  return allIn(expression).filter(
    (part) => part.kind === "index" && part.index !== "*" && part.isBracketed && !fold(part.index),
  );
}

/** The largest parts that always come to the same. A literal is one only when it is all that there is. */
function constantsIn(
  expression: Expression,
  isAll = true,
): readonly { readonly part: Expression; readonly value: string }[] {
  if (expression.kind === "literal" && !isAll) return [];
  const known = fold(expression);
  // A list or a mapping can be written in no other way.
  if (known && typeof known.value === "object" && known.value !== null) return [];
  if (known) return [{ part: expression, value: JSON.stringify(known.value) }];
  return partsOf(expression).flatMap((part) => constantsIn(part, false));
}
