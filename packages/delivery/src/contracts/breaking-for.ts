import type { Place } from "@towpath/core";
import type { ContractChange } from "./contract-change.ts";
import type { OpenApiDocument } from "./open-api/open-api-document.ts";
import type { ReadUses } from "./uses/contract-uses.ts";
import { schemaPart, usedParts } from "./uses/used-parts.ts";

/** A service that relies on a contract. */
export interface ContractConsumer {
  readonly service: string;
  readonly owner?: string | undefined;
  /** Where it says that it relies on the contract. */
  readonly place: Place;
  /** Which parts it uses; absent where it does not say. */
  readonly uses?: ReadUses | undefined;
}

/** Whom a change of a contract breaks. */
export interface BreakingFor {
  readonly answer: "yes" | "no" | "unanswerable";
  /** As a sentence. */
  readonly reason: string;
  /** The command, or the step, that answers what could not be. */
  readonly command?: string | undefined;
  /** Services that it breaks, each with the changes that do. */
  readonly broken: readonly { readonly service: string; readonly changes: readonly ContractChange[] }[];
  /** Services of which nobody knows. */
  readonly undecided: readonly string[];
}

/** What is asked of {@link breakingFor}. */
export interface BreakingRequest {
  /** `the contract api of orders`: for the sentences. */
  readonly contract: string;
  /** The former document. */
  readonly before: OpenApiDocument;
  readonly changes: readonly ContractChange[];
  /** Services that are known to rely on it. */
  readonly consumers: readonly ContractConsumer[];
  /** Teams that may rely on it and of which no service was seen; `anybody` where nobody is named. */
  readonly unseen: readonly string[] | "anybody";
}

/**
 * Whether changes of a contract break somebody who relies on it. `no` only where everybody who could be broken is known and
 * says what they use; a service that is broken for certain makes it `yes`.
 */
export function breakingFor({ contract, before, changes, consumers, unseen }: BreakingRequest): BreakingFor {
  const weighty = changes.filter(({ kind, uses }) => kind === "breaking" || uses.isGone === true);
  if (weighty.length === 0)
    return none(
      `${capital(contract)} ${changes.length === 0 ? "is as it was" : "changed in nothing that breaks who relies on it"}.`,
    );
  const broken: { readonly service: string; readonly changes: readonly ContractChange[] }[] = [];
  const undecided = new Map<string, string>();
  for (const { service, uses, place } of consumers) {
    if (!uses) {
      undecided.set(service, `${service} does not say which parts it uses (${place.file})`);
      continue;
    }
    if ("unread" in uses) {
      undecided.set(service, `what ${service} uses cannot be read: ${uses.unread.why.replace(/\.+$/, "")}`);
      continue;
    }
    const parts = usedParts(before, uses.uses);
    const hits = weighty.filter((change) => isHit(change, parts.operations));
    if (hits.length > 0) broken.push({ service, changes: hits });
    else if (parts.unknown[0])
      undecided.set(service, `${service} names what the contract does not have: ${parts.unknown[0].why}`);
  }
  const isUnseen = unseen === "anybody" || unseen.length > 0;
  const hasBreaking = weighty.some(({ kind }) => kind === "breaking");
  const names = [...undecided.keys()];
  if (broken.length > 0) {
    const [first] = broken;
    const [change] = first?.changes ?? [];
    const more = broken.flatMap((one) => one.changes).length - 1;
    return {
      answer: "yes",
      reason: `${capital(contract)} breaks ${broken.map(({ service }) => service).join(", ")}: ${change?.message.replace(/\.$/, "") ?? ""}${more > 0 ? `, and ${more} more` : ""}.`,
      broken,
      undecided: names,
    };
  }
  const [why] = undecided.values();
  if (why !== undefined) {
    return {
      answer: "unanswerable",
      reason: `Nobody knows whom a change of ${contract} breaks: ${why}${undecided.size > 1 ? `, and ${undecided.size - 1} more` : ""}.`,
      command: `In ${names.join(", ")}, name a file with what is used, \`consumes: { NAME: { uses: uses.yaml } }\`, and ask again.`,
      broken,
      undecided: names,
    };
  }
  if (isUnseen && hasBreaking) {
    const who = unseen === "anybody" ? "every team may rely on it" : `${unseen.join(", ")} may rely on it`;
    return {
      answer: "unanswerable",
      reason: `Nobody knows whom a change of ${contract} breaks: ${who}, and their services are not here.`,
      command:
        unseen === "anybody"
          ? `Say who may rely on it, \`exposes: { NAME: { allow: [TEAM] } }\`. ${CLONE}`
          : `${CLONE} A team that does not rely on it is taken out of \`allow\`.`,
      broken,
      undecided: [],
    };
  }
  const users =
    consumers.length === 0
      ? "nobody relies on it"
      : `${consumers.map(({ service }) => service).join(", ")} ${consumers.length === 1 ? "uses" : "use"} none of what changed`;
  return none(`${capital(contract)} changed, and ${users}.`);
}

const CLONE =
  "Clone the repositories of their services below this one's folder and ask again: git clone URL consumers/NAME && towpath deploy --gates-only.";

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function none(reason: string): BreakingFor {
  return { answer: "no", reason, broken: [], undecided: [] };
}

function isHit({ uses }: ContractChange, used: ReadonlyMap<string, ReadonlySet<string> | "all">): boolean {
  return uses.operations.some((operation) => {
    const parts = used.get(operation);
    if (parts === undefined || parts === "all" || uses.part === undefined) return parts !== undefined;
    return parts.has(uses.direction === undefined ? uses.part : schemaPart(uses.direction, uses.part));
  });
}
