import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import type { Judged } from "./judge.ts";
import type { Answer, Share } from "./worker-share.ts";

/** Threads at work. */
export interface Workers<One extends Judged> {
  /** What comes before it is left to the thread that asks. */
  readonly ownEnd: number;
  /** What they answered, in the order of the manifests. Rejects when one of them fails or all are stopped. */
  readonly results: Promise<readonly Answer<One>[]>;
}

/**
 * Starts a worker for each part of the manifests but the first.
 *
 * @param leastShare how many manifests a part has at least
 */
export function startWorkers<One extends Judged>(share: Share, leastShare: number, signal: AbortSignal): Workers<One> {
  const { manifests } = share;
  const parts = Math.max(1, Math.min(availableParallelism(), Math.floor(manifests.length / leastShare)));
  const size = Math.ceil(manifests.length / parts);
  const starts = Array.from({ length: parts - 1 }, (_, index) => (index + 1) * size);
  const results = Promise.all(
    starts.map((start) => run<One>({ ...share, manifests: manifests.slice(start, start + size) }, signal)),
  );
  results.catch(() => undefined); // heard by who waits for them, which may be later
  return { ownEnd: size, results };
}

function startWorker(workerData: Share): Worker {
  if (import.meta.url.endsWith(".ts"))
    return new Worker(new URL("./worker.ts", import.meta.url), {
      workerData,
      execArgv: ["--conditions=@towpath/source"],
    });
  return new Worker(new URL(import.meta.resolve("@towpath/operations/fleet-worker")), { workerData });
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
