import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

/** A process takes the lock of a key in a store, and is killed with SIGKILL while it has it. @returns its process id */
export async function killHolder(store: { kind: string; secret: string; name: string; key: string }): Promise<number> {
  const path = fileURLToPath(new URL("./holding-child.ts", import.meta.url));
  const child = spawn(process.execPath, ["--conditions=@towpath/source", "--no-warnings", path], {
    stdio: ["ignore", "pipe", "inherit"],
    env: {
      ...process.env,
      STORE_KIND: store.kind,
      STORE_SECRET: store.secret,
      STORE_NAME: store.name,
      STORE_KEY: store.key,
    },
  });
  const said = await Promise.race([once(child.stdout, "data"), once(child, "close")]);
  if (!String(said[0]).startsWith("held")) throw new Error(`The holder ended: ${String(said[0])}`);
  const closed = once(child, "close");
  child.kill("SIGKILL");
  await closed;
  return child.pid ?? 0;
}
