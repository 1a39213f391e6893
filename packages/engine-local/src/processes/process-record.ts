import { randomUUID } from "node:crypto";
import { isJsonObject } from "@towpath/core";
import { type LivingProcess, livingProcess, livingProcesses, markedProcesses } from "./process-table.ts";

/** What is written down of a process that was started, enough to know it again and never to take another for it. */
export interface ProcessRecord {
  /** Leads a session and a group of its own. */
  readonly pid: number;
  /** RFC 3339. */
  readonly startedAt: string;
  /** The kernel's start of that pid and the machine's boot: a pid that was given to someone else differs. */
  readonly startToken: string;
  /** Carried in the process's environment: finds it when its starter was killed before it could write this record. */
  readonly marker?: string | undefined;
}

/** What was written down of a process; undefined for anything else. */
export function decodeProcess(value: unknown): ProcessRecord | undefined {
  if (!isJsonObject(value)) return undefined;
  const { pid, startedAt, startToken, marker } = value;
  if (typeof pid !== "number" || typeof startedAt !== "string" || typeof startToken !== "string") return undefined;
  return { pid, startedAt, startToken, ...(typeof marker === "string" ? { marker } : {}) };
}

/** A marker for a process that is about to be started: write it down first, then start. */
export function newMarker(): string {
  return randomUUID();
}

/** True while the very process that was recorded lives. */
export function isRunning(record: ProcessRecord): boolean {
  return livingProcess(record.pid)?.startToken === record.startToken;
}

/**
 * All that lives of what was recorded: the process, its group, and whoever still carries its marker, also where the
 * process itself has ended and its children have not.
 */
export function livingMembers(record: ProcessRecord): readonly LivingProcess[] {
  const { pid, startToken, marker } = record;
  const isLedByIt = isRunning(record);
  const marked = marker === undefined ? undefined : markedProcesses(marker);
  return livingProcesses().filter((candidate) => {
    if (candidate.pid === process.pid) return false;
    if (candidate.pid === pid) return candidate.startToken === startToken;
    return (isLedByIt && candidate.group === pid) || (marked?.has(candidate.pid) ?? false);
  });
}

/**
 * What was started with a marker by a command that was killed before it could write down more: the leader, or what
 * remains of its children.
 *
 * @param startedAt when the start was intended, RFC 3339
 */
export function findByMarker(marker: string, startedAt: string): ProcessRecord | undefined {
  const marked = markedProcesses(marker);
  const found = livingProcesses().filter(({ pid }) => pid !== process.pid && marked.has(pid));
  const leader = found.find(({ pid, session }) => pid === session) ?? found[0];
  return leader && { pid: leader.pid, startToken: leader.startToken, startedAt, marker };
}
