import { readFileSync } from "node:fs";
import { LocalEngineError } from "../errors.ts";

/** Whom servers run as where Towpath itself runs as root: PostgreSQL refuses root, and no server needs it. */
export interface ServerUser {
  readonly uid: number;
  readonly gid: number;
}

/** Without rights on Linux; on macOS, where `nobody` has no usable number, the account that is kept for this server. */
const UNPRIVILEGED: Readonly<Record<string, string>> = { linux: "nobody", darwin: "_postgres" };
const KNOWN: Readonly<Record<string, ServerUser>> = { darwin: { uid: 216, gid: 216 } };

/**
 * The unprivileged account for servers, or undefined where this process is no root and servers run as its own user.
 *
 * @throws {LocalEngineError} `engine-local/no-server-user` where root finds no such account
 */
export function serverUser(uid = process.getuid?.(), platform: string = process.platform): ServerUser | undefined {
  if (uid !== 0) return undefined;
  const name = UNPRIVILEGED[platform] ?? "nobody";
  const found = KNOWN[platform] ?? accountOf(name);
  if (found) return found;
  throw new LocalEngineError({
    code: "engine-local/no-server-user",
    message: `Servers do not run as root, and this machine has no account "${name}" to run them as.`,
    hint: `Add a line for ${name} to /etc/passwd, or run Towpath as another user than root.`,
  });
}

/** passwd(5): `name:password:uid:gid:…` */
function accountOf(name: string): ServerUser | undefined {
  let passwd: string;
  try {
    passwd = readFileSync("/etc/passwd", "utf8");
  } catch {
    return undefined;
  }
  const [, , uid, gid] =
    passwd
      .split("\n")
      .map((line) => line.split(":"))
      .find(([account]) => account === name) ?? [];
  return uid && gid ? { uid: Number(uid), gid: Number(gid) } : undefined;
}
