import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import type { Judged } from "./judge.ts";
import type { Answer, Share } from "./worker-share.ts";

/**
 * Room of each thread, in MiB: for what is soon thrown away, and for what stays, more with each manifest. It is never
 * filled; but what may grow without a bound is cleaned up late, and holds twice the memory in no less time.
 */
const YOUNG_MIB = 6;
const OLD_MIB = 256;
const OLD_MIB_EACH = 0.01;

/**
 * Has manifests judged by several threads. None of them is the one that asks: it could not be told how much memory to take.
 *
 * @param leastShare how many manifests each thread has at least
 * @returns what they answered, in the order of the manifests
 * @throws what made one of them fail, or the signal's reason
 */
export async function judgeInWorkers<One extends Judged>(
  share: Share,
  leastShare: number,
  signal: AbortSignal,
): Promise<readonly Answer<One>[]> {
  const { manifests } = share;
  const parts = Math.max(1, Math.min(availableParallelism(), Math.floor(manifests.length / leastShare)));
  const size = Math.ceil(manifests.length / parts);
  const starts = Array.from({ length: parts }, (_, index) => index * size);
  return Promise.all(
    starts.map((start) => run<One>({ ...share, manifests: manifests.slice(start, start + size) }, signal)),
  );
}

function startWorker(workerData: Share): Worker {
  const maxOldGenerationSizeMb = OLD_MIB + Math.ceil(workerData.manifests.length * OLD_MIB_EACH);
  const options = { workerData, resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MIB, maxOldGenerationSizeMb } };
  if (!import.meta.url.endsWith(".ts"))
    return new Worker(new URL(import.meta.resolve("@towpath/operations/fleet-worker")), options);
  const execArgv = ["--conditions=@towpath/source"];
  return new Worker(new URL("./worker.ts", import.meta.url), { ...options, execArgv });
}

async function run<One extends Judged>(share: Share, signal: AbortSignal): Promise<Answer<One>> {
  const worker = startWorker(share);
  const stop = (): void => void worker.terminate();
  signal.addEventListener("abort", stop);
  try {
    return await new Promise<Answer<One>>((done, failed) => {
      worker.once("message", (answer: Answer<One>) => done(answer));
      worker.once("error", failed);
      worker.once("exit", () => failed(signal.reason ?? new Error("A worker ended without an answer.")));
    });
  } finally {
    signal.removeEventListener("abort", stop);
    await worker.terminate();
  }
}
