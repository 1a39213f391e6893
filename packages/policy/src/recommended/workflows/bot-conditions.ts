import { contextPath, isPath } from "../../repository/expression/context-path.ts";
import { fold } from "../../repository/expression/fold.ts";
import { bare, partsOf } from "../../repository/expression/parts.ts";
import type { Expression, Interpolation, Job, Step } from "../../repository/index.ts";
import { defineRule } from "../../rule/define-rule.ts";
import type { FixWriter } from "../../rule/fix.ts";
import { conditionsOf } from "./conditions.ts";

/** The accounts of bots that are trusted often: Dependabot, its preview, Renovate, github-actions, pre-commit.ci. */
const BOT_IDS = new Set([49_699_333, 27_856_297, 29_139_614, 41_898_282, 66_853_113]);

/** Who started a run is not who wrote what it runs on. */
export const botConditions = defineRule({
  id: "workflows/bot-conditions",
  phase: "repository",
  select: { condition: "*" },
  meta: {
    severity: "high",
    since: "0.2.0",
    fix: "unsafe",
    messages: {
      actor:
        "{{context}} is who did something last, not who wrote the change: anyone can have a bot touch their pull request.",
    },
    docs: {
      summary: "A condition that trusts a bot asks who wrote the change.",
      rationale:
        "`github.actor` is the account of the latest event. A stranger opens a pull request from a fork of a branch that Dependabot made, or asks it to rebase, and the condition holds with the stranger's code. " +
        "The author of the pull request (`github.event.pull_request.user.login`) does not change. " +
        "Conditions that leave a bot out (`!=`) are not reported.",
      bad: [
        "on: pull_request_target\njobs:\n  merge:\n    runs-on: ubuntu-latest\n    if: github.actor == 'dependabot[bot]'\n    steps:\n      - run: gh pr merge --auto\n",
        "on: pull_request_target\njobs:\n  merge:\n    runs-on: ubuntu-latest\n    steps:\n      - if: ${{ endsWith(github.triggering_actor, '[bot]') }}\n        run: gh pr merge --auto\n",
      ],
      good: [
        "on: pull_request_target\njobs:\n  merge:\n    runs-on: ubuntu-latest\n    if: github.event.pull_request.user.login == 'dependabot[bot]' && github.repository == 'acme/orders'\n    steps:\n      - run: gh pr merge --auto\n",
        "on: push\njobs:\n  test:\n    runs-on: ubuntu-latest\n    if: github.actor != 'dependabot[bot]'\n    steps:\n      - run: npm test\n",
      ],
    },
  },
  check(subject, context) {
    for (const { expression, interpolation } of conditionsOf(subject)) {
      for (const [index, { check, of }] of [...botChecks(expression)].entries()) {
        context.report({
          messageId: "actor",
          at: interpolation.placeOf(check),
          path: ["if", String(index)],
          data: { context: interpolation.source.slice(of.start, of.end) },
          fix: authorFix(subject, interpolation, of),
          suggestions: [
            "Ask for `github.event.pull_request.user.login`, and for the repository that the branch is in: `github.event.pull_request.head.repo.full_name == github.repository`.",
          ],
        });
      }
    }
  },
});

/** Asks for the author in its place, where every run is about a pull request. */
function authorFix(subject: Job | Step, { start, source }: Interpolation, of: Expression): FixWriter | undefined {
  const owner = "workflow" in subject ? subject : subject.parent;
  if (!subject.if || owner.kind === "action") return undefined;
  if (!owner.workflow.triggers.every(({ name }) => /^pull_request(?:_target)?$/.test(name))) return undefined;
  const { scalar, isBare } = subject.if;
  const from = start + (isBare ? 0 : "${{".length) + of.start;
  const field = /_id|\.id$|\['id'\]$/i.test(source.slice(of.start, of.end)) ? "id" : "login";
  const asked = `github.event.pull_request.user.${field}`;
  return (edit) =>
    edit.set(scalar.place, scalar.text.slice(0, from) + asked + scalar.text.slice(from + of.end - of.start));
}

/** Comparisons of a spoofable account with a bot's. What stands behind `!` leaves it out. */
function* botChecks(expression: Expression): Generator<{ readonly check: Expression; readonly of: Expression }, void> {
  const at = bare(expression);
  if (at.kind === "unary") return;
  if (at.kind === "binary" && at.operator === "==") {
    for (const [of, other] of [
      [at.left, at.right],
      [at.right, at.left],
    ] as const)
      if (isSpoofable(of) && isBot(other)) yield { check: at, of };
  }
  const [of, other] = at.kind === "call" ? at.args : [];
  if (at.kind === "call" && /^(?:contains|startswith|endswith)$/i.test(at.name) && of && other) {
    const text = bare(other);
    if (isSpoofable(of) && text.kind === "literal" && /bot|renovate/i.test(String(text.value))) yield { check: at, of };
    if (isSpoofable(other) && isListOfBots(of)) yield { check: at, of: other };
  }
  for (const part of partsOf(at)) yield* botChecks(part);
}

function isSpoofable(expression: Expression): boolean {
  const path = contextPath(expression);
  if (isPath(path, "github", "event", "pull_request", "sender", "*") || isPath(path, "github", "event", "sender", "*"))
    return path?.at(-1) === "login" || path?.at(-1) === "id";
  return ["actor", "actor_id", "triggering_actor"].some((name) => isPath(path, "github", name));
}

/** `fromJSON('["dependabot[bot]"]')`. */
function isListOfBots(expression: Expression): boolean {
  const list = fold(expression)?.value;
  return Array.isArray(list) && list.some((one) => /\[bot\]$/i.test(String(one)));
}

function isBot(expression: Expression): boolean {
  const literal = bare(expression);
  if (literal.kind !== "literal") return false;
  return /\[bot\]$/i.test(String(literal.value)) || BOT_IDS.has(Number(literal.value));
}
