// Hands a lock over from one holder to the next that waits for it, in a folder: `FOLDER HELD_MS`. Prints how many milliseconds lie
// between the end of the one and the beginning of the other.
import { join } from "node:path";
import { nodeClock } from "@towpath/core";
import { acquireLock, fileStore, releaseLock } from "@towpath/provisioning";

const [folder = "", heldMs = ""] = process.argv.slice(2);
const store = fileStore(join(folder, "state"));
const effects = { clock: nodeClock, signal: new AbortController().signal, events: () => undefined };
const take = (who: string) =>
  acquireLock(store, "orders/dev", { who, run: "1", since: nodeClock.now().toISOString() }, 60_000, effects);

const first = await take("first");
const second = take("second").then((lock) => ({ lock, at: nodeClock.monotonic() }));
await nodeClock.sleep(Number(heldMs), effects.signal);
await releaseLock(store, first);
const endedAt = nodeClock.monotonic();
const { lock, at } = await second;
await releaseLock(store, lock);
process.stdout.write(`${Math.max(at - endedAt, 0)}\n`);
