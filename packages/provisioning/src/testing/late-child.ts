import { nodeClock } from "@towpath/core";
import { withLock } from "../lock/with-lock.ts";
import { updateState } from "../state/state.ts";
import { fileStore } from "../store/file-store.ts";

// Takes a lock, says so, is stopped and woken up again, and then says what became of its next write.
const [folder = "", key = ""] = process.argv.slice(2);
const effects = { clock: nodeClock, signal: new AbortController().signal, events: () => undefined };
const holder = { who: "child", run: "1", since: "2026-11-22T09:00:00Z" };
await withLock(fileStore(folder), key, holder, 0, effects, async ({ store }) => {
  const woken = new Promise((resolve) => process.once("SIGCONT", resolve));
  process.stdout.write("held\n");
  const alive = setInterval(() => undefined, 1_000);
  await woken;
  clearInterval(alive);
  const code = await updateState(store, key, (state) => ({ ...state })).then(
    () => "written",
    (error: unknown) => (error instanceof Error && "code" in error ? String(error.code) : "failed"),
  );
  process.stdout.write(`${code}\n`);
});
