import type { Address } from "@towpath/core";
import { type Change, type Context, changeTitle } from "@towpath/provisioning";
import type { TerraformPlan, ThingChange } from "../plan/terraform-plan.ts";
import { progressWords } from "../process/progress-words.ts";
import type { RunResult } from "../process/run-terraform.ts";
import type { StreamMessage } from "../process/stream-message.ts";
import type { ProgressLog } from "../state/progress-log.ts";
import type { Session } from "./session.ts";

/** How far each resource came in an apply. */
export interface Progress {
  /** Of a resource: how many of its things are to be changed, and how many of these were. */
  countOf(address: Address): { readonly all: number; readonly done: number };
  isStarted(address: Address): boolean;
  /** Terraform said of one of its things that it failed. */
  isFailed(address: Address): boolean;
  /** Something was changed, or begun to be. */
  readonly hasBegun: boolean;
  durationOf(address: Address): number;
  /** Things whose making was begun and did not end. */
  readonly open: ReadonlySet<string>;
}

/** Follows an apply by its stream: says how it goes on, and notes what is made while it is. */
export interface Follower {
  onMessage(message: StreamMessage): void;
  /** Says of what is still open how it ended. */
  end(result: RunResult): Progress;
}

/**
 * @param changes what is carried out, by resource
 */
export function followApply(
  changes: readonly Change[],
  plan: TerraformPlan,
  { root }: Pick<Session, "root">,
  log: ProgressLog,
  { clock, events }: Pick<Context, "clock" | "events">,
): Follower {
  const byAddress = new Map(changes.map((change) => [change.address, change]));
  const legs = new Map<Address, number>();
  for (const thing of plan.changes) {
    const address = root.addressOf(thing.address);
    if (address !== undefined) legs.set(address, (legs.get(address) ?? 0) + legsOf(thing));
  }
  const done = new Map<Address, number>();
  const startedAt = new Map<Address, number>();
  const endedAt = new Map<Address, number>();
  const failed = new Set<Address>();
  const open = new Set<string>();
  const idsBefore = new Map<string, string>();

  function begin(address: Address): void {
    if (startedAt.has(address)) return;
    startedAt.set(address, clock.monotonic());
    const change = byAddress.get(address);
    if (change && change.action !== "none") events({ type: "started", id: address, title: changeTitle(change) });
  }

  function say(address: Address, message: StreamMessage): void {
    const words = byAddress.get(address)?.action === "none" ? undefined : progressWords(message);
    if (words !== undefined) events({ type: "progress", id: address, message: words });
  }

  function finish(address: Address, outcome: "done" | "failed" | "cancelled"): void {
    if (endedAt.has(address)) return;
    endedAt.set(address, clock.monotonic());
    const change = byAddress.get(address);
    if (change && change.action !== "none") events({ type: "finished", id: address, outcome });
  }

  return {
    onMessage(message) {
      if (message.type === "provision_progress" || message.type === "provision_start") {
        const whose = root.addressOf(message.resource.address);
        if (whose !== undefined) say(whose, message);
        return;
      }
      if (
        message.type !== "apply_start" &&
        message.type !== "apply_progress" &&
        message.type !== "apply_complete" &&
        message.type !== "apply_errored"
      )
        return;
      const { resource, action, id } = message;
      const address = root.addressOf(resource.address);
      if (message.type === "apply_start" && action === "create") {
        open.add(resource.address);
        log.begin(resource.address);
      }
      if (message.type === "apply_start" && action === "delete" && id) idsBefore.set(resource.address, id.value);
      if (message.type === "apply_complete") {
        open.delete(resource.address);
        const before = idsBefore.get(resource.address);
        if (action === "delete" && before !== undefined) log.gone(resource.address, before);
        if (action === "create" && id) log.note({ to: resource.address, id: id.value });
      }
      if (address === undefined) return;
      begin(address);
      say(address, message);
      if (message.type === "apply_errored") failed.add(address);
      if (message.type === "apply_complete") {
        const count = (done.get(address) ?? 0) + 1;
        done.set(address, count);
        if (count >= (legs.get(address) ?? 0) && !failed.has(address)) finish(address, "done");
      }
    },
    end(result) {
      for (const address of startedAt.keys())
        finish(
          address,
          result.exitCode === 0 ? "done" : result.isCancelled && !failed.has(address) ? "cancelled" : "failed",
        );
      return {
        countOf: (address) => ({ all: legs.get(address) ?? 0, done: done.get(address) ?? 0 }),
        isStarted: (address) => startedAt.has(address),
        isFailed: (address) => failed.has(address),
        hasBegun: startedAt.size > 0,
        durationOf(address) {
          const begunAt = startedAt.get(address);
          return begunAt === undefined ? 0 : Math.round((endedAt.get(address) ?? clock.monotonic()) - begunAt);
        },
        open,
      };
    },
  };
}

/** A replacement is two steps. What is only taken over or renamed is none that is spoken of. */
function legsOf({ action }: ThingChange): number {
  if (action === "replace") return 2;
  return action === "create" || action === "update" || action === "delete" ? 1 : 0;
}
