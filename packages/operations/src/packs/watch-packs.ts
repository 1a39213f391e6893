import { setInterval } from "node:timers";
import { Worker } from "node:worker_threads";

/** How long code of packs may keep everything else from going on, in seconds. What is called here is stopped long before. */
const LIMIT_S = 60;

let beat: Int32Array | undefined;

/**
 * Ends the process, by a signal and with a line on stderr, where the code of a pack never lets go of it: what a module starts
 * and nobody waits for (`queueMicrotask`, `process.nextTick`) has no call that could be stopped, and no signal gets through to
 * the process. Another thread looks whether anything else goes on. Counted are its seconds: a machine may sleep.
 *
 * @param limitS seconds
 */
export function watchPacks(limitS: number = LIMIT_S): void {
  if (beat) {
    stillThere();
    return;
  }
  const shared = new Int32Array(new SharedArrayBuffer(4));
  beat = shared;
  // The timer of Node itself: a pack finds another one in the global object while it runs.
  setInterval(stillThere, 500).unref();
  const said = `Stopped: code of a policy pack kept everything else from going on for ${limitS} seconds. Nothing was checked.\n`;
  new Worker(WATCH, { eval: true, execArgv: [], env: {}, workerData: { shared, limitS, said } }).unref();
}

/** Says that code of packs has let go. */
export function stillThere(): void {
  if (beat) Atomics.add(beat, 0, 1);
}

const WATCH = `
const { workerData: { shared, limitS, said } } = require("node:worker_threads");
const { writeSync } = require("node:fs");
let last = -1, missed = 0;
setInterval(() => {
  const now = Atomics.load(shared, 0);
  missed = now === last ? missed + 1 : 0;
  last = now;
  if (missed < limitS) return;
  try { writeSync(2, said); } finally { process.kill(process.pid, "SIGKILL"); }
}, 1_000);
`;
