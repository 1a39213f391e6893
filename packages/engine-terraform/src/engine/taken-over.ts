import type { Address } from "@towpath/core";
import type { Context } from "@towpath/provisioning";
import { addressOf } from "../module/label.ts";
import type { PendingImport } from "../state/pending.ts";
import { saysAbsent } from "./says-absent.ts";
import type { Share } from "./share.ts";

/** What may be there and Terraform's state may not know. */
export interface Taken {
  /** What is imported: of what is wanted, and whose id somebody heard. */
  readonly imports: readonly { readonly to: string; readonly id: string }[];
  readonly pending: readonly PendingImport[];
  /** What a run had made, or a person wants to take over, by resource. */
  readonly byAddress: ReadonlyMap<Address, readonly PendingImport[]>;
  /** Which of the imports an error says not to be there any more. */
  lostIn(error: unknown): ReadonlySet<string>;
}

/** Nothing is pending. */
export const NOTHING_TAKEN: Taken = { imports: [], pending: [], byAddress: new Map(), lostIn: () => new Set() };

/** What is pending of an engine's share. @param dropped by Terraform's address, what was looked for and is not there */
export function importsOf(pending: readonly PendingImport[], share: Share, dropped: ReadonlySet<string>): Taken {
  const called = new Set<Address>([...share.wanted.map(({ address }) => address), ...share.kept.keys()]);
  const relevant = pending.filter(({ to }) => {
    const address = addressOf(to);
    return address !== undefined && called.has(address) && !dropped.has(to);
  });
  const byAddress = Map.groupBy(relevant, ({ to }) => addressOf(to) ?? "");
  const imports = relevant.filter(({ id }) => id !== "").map(({ to, id }) => ({ to, id }));
  return {
    imports,
    pending: relevant,
    byAddress,
    lostIn(error) {
      const saysOf = saysAbsent(error);
      if (!saysOf) return new Set();
      const made = relevant.filter(({ why, id }) => why === "made" && id !== "");
      return new Set(made.filter(({ to, id }) => saysOf(to) || saysOf(id)).map(({ to }) => to));
    },
  };
}

/** Without what the state of a plan has: a run that was killed wrote it, and did not come to strike it off. */
export function stillPending(taken: Taken, addresses: ReadonlySet<string>): Taken {
  const pending = taken.pending.filter(({ to }) => !addresses.has(to));
  return { ...taken, pending, byAddress: Map.groupBy(pending, ({ to }) => addressOf(to) ?? "") };
}

/** Says what an earlier run left. */
export function sayPending({ pending }: Taken, { events }: Context): void {
  const made = pending.filter(({ why, id }) => why === "made" && id !== "");
  if (made.length > 0)
    events({
      type: "notice",
      message: `A run that was cut off (${runsOf(made)}) had made what Terraform's state may not know: ${listed(made.map(({ to, id }) => `${to} (${id})`))}. It is taken over where it is not there yet.`,
    });
  const begun = pending.filter(({ why }) => why === "begun");
  if (begun.length > 0)
    events({
      type: "notice",
      message: `An apply that failed or was cut off (${runsOf(begun)}) was making ${listed(begun.map(({ to }) => to))}, and nobody heard what became of it. If it is there, the next apply says so, and how to take it over.`,
    });
}

const MOST = 10;

function listed(texts: readonly string[]): string {
  const more = texts.length - MOST;
  return `${texts.slice(0, MOST).join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}

function runsOf(pending: readonly PendingImport[]): string {
  return [...new Set(pending.map(({ run }) => `run ${run}`))].join(", ");
}
