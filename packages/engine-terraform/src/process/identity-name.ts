import { createHash } from "node:crypto";
import { ownProcess, type ProcessIdentity } from "@towpath/provisioning";

const NAME = /^(\d{1,10})\.([A-Za-z0-9_-]{1,80})\.([0-9a-f]{16})$/;

/** A process as a part of a file's name: `PID.START.HOST`. Of the host only a digest, for its name is long. */
export function identityName({ pid, start, host }: ProcessIdentity): string {
  return `${pid}.${Buffer.from(start).toString("base64url")}.${digest(host)}`;
}

/** The process that a name speaks of: `elsewhere` for one of another machine, or of this one before it was started anew; undefined for no such name. */
export function identityIn(name: string): ProcessIdentity | "elsewhere" | undefined {
  const [, pid, start = "", host] = NAME.exec(name) ?? [];
  if (pid === undefined) return undefined;
  const own = ownProcess();
  if (!own || digest(own.host) !== host) return "elsewhere";
  return { host: own.host, pid: Number(pid), start: Buffer.from(start, "base64url").toString("utf8") };
}

function digest(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 16);
}
