import { type Digest, errorMessage, own } from "@towpath/core";
import {
  type BreakingFor,
  breakingFor,
  type ContractChange,
  type ContractConsumer,
  diffOpenApi,
  readOpenApi,
} from "@towpath/delivery";
import type { ContractKind } from "@towpath/manifest";
import type { ConsumersOf } from "./consumers-of.ts";

/** One version of a file that says what a service promises. */
export interface ContractVersion {
  /** As the manifest calls it: `exposes.NAME`. */
  readonly name: string;
  readonly kind: ContractKind;
  /** For people, as they would type it. */
  readonly file: string;
  readonly digest: Digest;
  /** @throws where the bytes cannot be had */
  read(): Promise<Uint8Array>;
}

/** What changed in one contract, and whom that breaks. */
export interface ContractAnswer extends BreakingFor {
  /** `exposes.NAME` without `exposes.` */
  readonly contract: string;
  /** Empty where the two versions could not be compared. */
  readonly changes: readonly ContractChange[];
}

/** What is asked of {@link contractAnswers}. */
export interface ContractQuestion {
  readonly service: string;
  readonly before: readonly ContractVersion[];
  readonly after: readonly ContractVersion[];
  /** Teams that may rely on a contract, by its name; every team where it names none. */
  readonly allow: Readonly<Record<string, readonly string[] | undefined>>;
  /** Who owns the service: the team is no stranger to it. */
  readonly owner: string | undefined;
  readonly consumers: ConsumersOf;
}

/** Holds each contract of a service against its former version, and against who relies on it. Sorted by name. */
export async function contractAnswers(question: ContractQuestion): Promise<readonly ContractAnswer[]> {
  const later = new Map(question.after.map((one) => [one.name, one]));
  const answers: ContractAnswer[] = [];
  for (const before of question.before) answers.push(await answerFor(before, later.get(before.name), question));
  for (const { name } of question.after) {
    if (question.before.some((one) => one.name === name)) continue;
    answers.push({ ...none(`The contract ${name} of ${question.service} is new.`), contract: name, changes: [] });
  }
  return answers.sort((a, b) => (a.contract < b.contract ? -1 : 1));
}

async function answerFor(
  before: ContractVersion,
  after: ContractVersion | undefined,
  question: ContractQuestion,
): Promise<ContractAnswer> {
  const contract = before.name;
  const named = nameOf(question, contract);
  if (after?.digest === before.digest)
    return { ...none(`The contract ${contract} of ${question.service} is as it was.`), contract, changes: [] };
  const compared = after ? await compare(before, after) : { why: `${named} is gone`, todo: undefined };
  if ("changes" in compared && !compared.changes.some(isWeighty)) {
    const { document, changes } = compared;
    return {
      ...breakingFor({ contract: named, before: document, changes, consumers: [], unseen: [] }),
      contract,
      changes,
    };
  }
  const consumers = await question.consumers({ service: question.service, contract });
  const unseen = unseenTeams(question, contract, consumers);
  if ("changes" in compared) {
    const { document, changes } = compared;
    return { ...breakingFor({ contract: named, before: document, changes, consumers, unseen }), contract, changes };
  }
  const services = [...new Set(consumers.map(({ service }) => service))];
  const nobody = services.length === 0 && unseen !== "anybody" && unseen.length === 0;
  if (nobody) return { ...none(`${capital(compared.why)}, and nobody relies on it.`), contract, changes: [] };
  if (!after && services.length > 0) {
    const reason = `${capital(compared.why)}, and ${services.join(", ")} ${services.length === 1 ? "relies" : "rely"} on it.`;
    const broken = services.map((service) => ({ service, changes: [] }));
    return { answer: "yes", reason, broken, undecided: [], contract, changes: [] };
  }
  const who = services.length > 0 ? services.join(", ") : unseen === "anybody" ? "every team" : unseen.join(", ");
  return {
    answer: "unanswerable",
    reason: `Nobody knows whom it breaks: ${compared.why}, and ${who} may rely on it.`,
    command:
      compared.todo ?? `Ask ${who}, and say who may rely on a contract: exposes: { ${contract}: { allow: [TEAM] } }.`,
    broken: [],
    undecided: services,
    contract,
    changes: [],
  };
}

function isWeighty({ kind, uses }: ContractChange): boolean {
  return kind === "breaking" || uses.isGone === true;
}

type Compared =
  | { readonly document: Parameters<typeof diffOpenApi>[0]; readonly changes: readonly ContractChange[] }
  | { readonly why: string; readonly todo: string | undefined };

async function compare(before: ContractVersion, after: ContractVersion): Promise<Compared> {
  if (before.kind !== after.kind || after.kind !== "openapi") {
    return { why: `${after.file} changed, and ${after.kind} is not compared here`, todo: COMMANDS[after.kind] };
  }
  try {
    const [was, is] = [
      readOpenApi(`${before.file} (as it was)`, await before.read()),
      readOpenApi(after.file, await after.read()),
    ];
    const unread = "unread" in is ? is.unread : "unread" in was ? was.unread : undefined;
    if (unread) return { why: unread.why.replace(/\.+$/, ""), todo: unread.todo };
    if (!("document" in was && "document" in is)) return { why: `${after.file} cannot be read`, todo: undefined };
    return { document: was.document, changes: diffOpenApi(was.document, is.document) };
  } catch (error) {
    return {
      why: `${after.file} changed and cannot be compared: ${errorMessage(error).replace(/\.+$/, "")}`,
      todo: undefined,
    };
  }
}

/** What compares the formats that are not compared here. */
const COMMANDS: Readonly<Record<ContractKind, string | undefined>> = {
  openapi: undefined,
  asyncapi: "Compare them: npx @asyncapi/cli diff OLD NEW",
  graphql: "Compare them: npx graphql-inspector diff OLD NEW",
  protobuf: "Compare them: buf breaking --against '.git#branch=main'",
};

/** Who may rely on a contract and was not seen doing so. */
function unseenTeams(
  { allow, owner }: ContractQuestion,
  contract: string,
  consumers: readonly ContractConsumer[],
): readonly string[] | "anybody" {
  const allowed = own(allow, contract);
  if (allowed === undefined) return "anybody";
  const seen = new Set([owner, ...consumers.map((one) => one.owner)]);
  return allowed.filter((team) => !seen.has(team));
}

function nameOf({ service }: ContractQuestion, contract: string): string {
  return `the contract ${contract} of ${service}`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function none(reason: string): BreakingFor {
  return { answer: "no", reason, broken: [], undecided: [] };
}
