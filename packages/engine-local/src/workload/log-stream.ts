import { open, stat } from "node:fs/promises";
import { type Address, createLineCutter, type LineCutter, redactor } from "@towpath/core";
import { type Context, knownSecrets, type LogLine, type LogQuery, type Target } from "@towpath/provisioning";
import type { HostSettings } from "./host-settings.ts";
import { type LogFile, logFiles } from "./log-files.ts";
import { lastLines } from "./log-tail.ts";
import { recordedWorkloads } from "./stop-workloads.ts";
import { serviceFolders, type WorkloadFolders } from "./workload-folders.ts";

const FOLLOW_MS = 150;
const BLOCK = 64 * 1_024;

/** What workloads printed, the oldest first, secrets that are known removed; on and on when it is followed. */
export async function* streamLogs(
  target: Target,
  query: LogQuery,
  settings: HostSettings,
  context: Context,
): AsyncGenerator<LogLine> {
  const { clock, signal } = context;
  const redact = redactor(await knownSecrets(target.graph, context));
  const service = serviceFolders(settings.folder, target.graph.service.name, target.graph.environment.name);
  const positions: Positions = new Map();
  const workloads = async () =>
    (await recordedWorkloads(service))
      .map(({ folders, record }) => ({ folders, workload: record.workload }))
      .filter(({ workload }) => query.workload === undefined || workload === query.workload);

  if (query.tail !== undefined)
    for (const { folders, workload } of await workloads())
      yield* lastOf(folders, workload, query.tail, positions, redact);

  for (;;) {
    for (const { folders, workload } of await workloads())
      for (const file of await logFiles(folders)) yield* newLines(file, workload, positions, redact, query.follow);
    if (!query.follow || signal.aborted) return;
    await clock.sleep(FOLLOW_MS, signal).catch(() => {}); // told to end
    if (signal.aborted) return;
  }
}

/** How far each log has been read, by its path. */
export type Positions = Map<string, Position>;

/** How far a log has been read, and the beginning of a line that has no end yet. */
interface Position {
  offset: number;
  cutter: LineCutter;
}

/** The last lines of a workload, also across the instances that it had. What was there before counts as read. */
async function* lastOf(
  folders: WorkloadFolders,
  workload: Address,
  count: number,
  positions: Positions,
  redact: (text: string) => string,
): AsyncGenerator<LogLine> {
  const lines: LogLine[] = [];
  for (const { path, instance } of (await logFiles(folders)).toReversed()) {
    const size = (await stat(path).catch(() => undefined))?.size;
    if (size === undefined) continue; // removed in between
    positions.set(path, { offset: size, cutter: createLineCutter(redact) });
    if (lines.length >= count) continue;
    const last = await lastLines(path, count - lines.length, size);
    lines.unshift(...last.map((text) => ({ workload, instance, text: redact(text) })));
  }
  yield* lines;
}

/** The lines of a log that were not read yet. */
export async function* newLines(
  { path, instance }: LogFile,
  workload: Address,
  positions: Positions,
  redact: (text: string) => string,
  isFollowed: boolean,
): AsyncGenerator<LogLine> {
  const position = positions.get(path) ?? { offset: 0, cutter: createLineCutter(redact) };
  positions.set(path, position);
  const handle = await open(path, "r").catch(() => undefined); // removed in between
  if (!handle) return;
  try {
    const { size } = await handle.stat();
    if (size < position.offset) position.offset = 0; // someone emptied it
    const block = Buffer.alloc(Math.min(BLOCK, Math.max(1, size - position.offset)));
    while (position.offset < size) {
      const { bytesRead } = await handle.read(
        block,
        0,
        Math.min(block.length, size - position.offset),
        position.offset,
      );
      if (bytesRead === 0) break;
      position.offset += bytesRead;
      for (const text of position.cutter.push(block.subarray(0, bytesRead))) yield { workload, instance, text };
    }
    if (!isFollowed) for (const text of position.cutter.end()) yield { workload, instance, text };
  } finally {
    await handle.close();
  }
}
