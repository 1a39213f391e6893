import { nodeClock } from "@towpath/core";
import { withLock } from "../lock/with-lock.ts";
import { fileStore } from "../store/file-store.ts";

// Takes a lock, says so, and keeps it until it is told to stop or killed.
const [folder = "", key = "", run = ""] = process.argv.slice(2);
const ended = new AbortController();
process.once("SIGTERM", () => ended.abort());
const holder = { who: "child", run, since: "2026-11-22T09:00:00Z" };
const effects = { clock: nodeClock, signal: ended.signal, events: () => undefined };
await withLock(fileStore(folder), key, holder, 0, effects, async ({ signal }) => {
  process.stdout.write("held\n");
  const alive = setInterval(() => undefined, 1_000);
  await new Promise((resolve) => signal.addEventListener("abort", resolve, { once: true }));
  clearInterval(alive);
});
