import { execFileSync } from "node:child_process";
import { createHmac } from "node:crypto";
import { readFileSync } from "node:fs";

/** What the machine's own id is mixed with, so that what we write down tells nobody what it is: machine-id(5). */
const PURPOSE = "towpath data folder";

let known: string | undefined | null = null;

/** Tells this machine from others, the same after a restart; undefined where the system does not say. */
export function machineIdentity(): string | undefined {
  if (known === null) {
    const id = process.platform === "linux" ? linuxId() : process.platform === "darwin" ? macId() : undefined;
    known = id ? createHmac("sha256", id).update(PURPOSE).digest("hex").slice(0, 32) : undefined;
  }
  return known;
}

/** machine-id(5). An image of a container may have an empty one. */
function linuxId(): string | undefined {
  for (const file of ["/etc/machine-id", "/var/lib/dbus/machine-id"]) {
    try {
      const id = readFileSync(file, "utf8").trim();
      if (/^[0-9a-f]{32}$/.test(id)) return id;
    } catch {
      // it has none there
    }
  }
  return undefined;
}

function macId(): string | undefined {
  try {
    const said = execFileSync("/usr/sbin/ioreg", ["-rd1", "-c", "IOPlatformExpertDevice"], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
      timeout: 5_000,
    });
    return /"IOPlatformUUID" = "([^"]+)"/.exec(said)?.[1];
  } catch {
    return undefined;
  }
}
