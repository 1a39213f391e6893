import { type Finding, makeFinding } from "@towpath/core";
import type { ContractChange } from "@towpath/delivery";
import type { Section } from "@towpath/report";
import { counted } from "../describe/counted.ts";
import type { ContractAnswer } from "./contract-answers.ts";
import type { ProposedContracts } from "./proposed-contracts.ts";

export type ContractFindingCode =
  /** A service of the repository uses what a contract does not have any more. */
  | "operation/contract-breaks"
  /** A contract changed in what breaks who uses it, and nobody knows who does. */
  | "operation/contract-not-known";

const MOST_FINDINGS = 20;
const MOST_ROWS = 50;

/** What changed contracts break, at the lines that do. It is advice: whether it may go out, the gate of an environment says. */
export function contractFindings({ service, answers }: ProposedContracts): readonly Finding[] {
  return answers.flatMap((answer) => {
    const facts = { service, address: `exposes.${answer.contract}` };
    if (answer.answer === "no") return [];
    if (answer.answer === "unanswerable") return [notKnown(answer, facts)];
    const changes = new Map<ContractChange, string[]>();
    for (const { service: consumer, changes: theirs } of answer.broken)
      for (const change of theirs) changes.set(change, [...(changes.get(change) ?? []), consumer]);
    if (changes.size === 0) return [finding("operation/contract-breaks", answer.reason, facts, answer, undefined)];
    return [...changes]
      .slice(0, MOST_FINDINGS)
      .map(([change, consumers]) =>
        finding(
          "operation/contract-breaks",
          `${change.message} ${consumers.join(", ")} ${consumers.length === 1 ? "uses" : "use"} it.`,
          facts,
          answer,
          change,
        ),
      );
  });
}

interface About {
  readonly service: string;
  readonly address: string;
}

function notKnown(answer: ContractAnswer, facts: About): Finding {
  const weighty = answer.changes.find(({ kind, uses }) => kind === "breaking" || uses.isGone === true);
  return finding("operation/contract-not-known", answer.reason, facts, answer, weighty);
}

function finding(
  code: ContractFindingCode,
  message: string,
  facts: About,
  answer: ContractAnswer,
  change: ContractChange | undefined,
): Finding {
  return makeFinding({
    ...facts,
    code,
    message,
    level: "advisory",
    docs: `packages/operations/docs/errors.md#${code.replace("/", "-")}`,
    places: change ? [change.place] : [],
    suggestions: [answer.command ?? "Keep it until they do without it."],
    discriminator: change ? `${change.code} ${change.at}` : answer.contract,
  });
}

/** What changed in the contracts of a service, the weightiest first. */
export function contractSections({ service, answers }: ProposedContracts): readonly Section[] {
  return answers.flatMap(({ contract, changes }) => {
    const told = changes.filter(({ kind }) => kind !== "safe").slice(0, MOST_ROWS);
    const rest = changes.length - told.length;
    if (changes.length === 0) return [];
    const rows = told.map(({ kind, message, uses }) => [kind, message, touches(uses.operations)]);
    if (rest > 0)
      rows.push(["", `${counted(rest, "change")} more${told.length < MOST_ROWS ? ", all of them safe" : ""}`, ""]);
    const title = `Contract ${contract} of ${service}`;
    return [{ kind: "table" as const, title, head: ["kind", "change", "touches"], rows }];
  });
}

function touches(operations: readonly string[]): string {
  const [first = "", ...more] = operations;
  return more.length === 0 ? first : `${first} and ${more.length} more`;
}
