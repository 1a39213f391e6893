import { nodeClock, Secret } from "@towpath/core";
import { withLock } from "@towpath/provisioning";
import { azblobStore } from "@towpath/provisioning/azblob-store";
import { postgresStore } from "@towpath/provisioning/postgres-store";

// Takes a lock in a store that the environment names, says so, and keeps it until it is killed.
const { STORE_KIND, STORE_SECRET = "", STORE_NAME = "", STORE_KEY = "" } = process.env;
const secret = new Secret(STORE_SECRET);
const store =
  STORE_KIND === "postgres"
    ? postgresStore({ url: secret, schema: STORE_NAME, clock: nodeClock })
    : azblobStore({
        account: "holder",
        container: STORE_NAME,
        credential: { kind: "connection string", value: secret },
        clock: nodeClock,
      });
const holder = { who: "child", run: String(process.pid), since: "2026-11-22T09:00:00Z" };
const effects = { clock: nodeClock, signal: new AbortController().signal, events: () => undefined };
await withLock(store, STORE_KEY, holder, 0, effects, async () => {
  process.stdout.write("held\n");
  await new Promise((resolve) => setTimeout(resolve, 60_000));
});
