import { availableParallelism, cpus, loadavg, release, totalmem, type } from "node:os";

/** What the figures were taken on, in one line: without it they mean nothing. */
export function describeMachine(date: string): string {
  const model = cpus()[0]?.model.trim() || "unknown processor";
  const memory = `${Math.round(totalmem() / 2 ** 30)} GiB`;
  const load = (loadavg()[0] ?? 0).toFixed(1);
  return `${date}: ${model}, ${availableParallelism()} cores, ${memory}, ${type()} ${release()}, Node ${process.versions.node}, load ${load} at the start`;
}
