import { createHash } from "node:crypto";
import type { RedisClientType } from "@redis/client";
import type { Secret } from "@towpath/core";
import type { LocalFolders } from "../data-folder/local-folders.ts";
import { writePrivateFile } from "../data-folder/private-files.ts";
import { ADMIN } from "./redis-admin.ts";
import { AS_RECORDED, OWN_USER } from "./redis-want.ts";

/** Everything but administration: no settings, no users, no shutdown. https://redis.io/docs/latest/operate/oss_and_stack/management/security/acl/ */
const RIGHTS = "~* &* +@all -@admin";
const COMMANDS = "+@all -@admin";
const NOBODY = "nobody: the user is missing";

/** What the server keeps of a password that is random: nobody finds it from its digest. */
export function passwordDigest(password: string): string {
  return createHash("sha256").update(password).digest("hex");
}

/** Writes the users of a store: the administrator and the one that the store is for; the one without a name is off. */
export async function writeUsers(
  file: string,
  username: string,
  passwords: { readonly admin: string; readonly user: Secret },
  { serverUser }: Pick<LocalFolders, "serverUser">,
): Promise<void> {
  const text = [
    "user default reset off",
    `user ${ADMIN} reset on #${passwordDigest(passwords.admin)} ~* &* +@all`,
    `user ${username} reset on #${passwordDigest(passwords.user.reveal())} ${RIGHTS}`,
    "",
  ].join("\n");
  await writePrivateFile(file, text, serverUser);
}

/** Who may do what in a running store, and whether the recorded password is the one that opens it. */
export async function inspectUsers(
  client: RedisClientType,
  username: string,
  password: Secret | undefined,
): Promise<{ readonly access: string; readonly password: string }> {
  const users = await client.aclUsers();
  const others = users.filter((name) => ![ADMIN, username, "default"].includes(name));
  if (others.length > 0) return { access: `open to ${others.sort().join(", ")}`, password: AS_RECORDED };
  const nameless = users.includes("default") ? await client.aclGetUser("default") : undefined;
  if (nameless?.flags.includes("on")) return { access: "open to everybody", password: AS_RECORDED };
  if (!users.includes(username)) return { access: NOBODY, password: AS_RECORDED };
  const user = await client.aclGetUser(username);
  if (!user) return { access: NOBODY, password: AS_RECORDED };
  const { flags, passwords, commands, keys, channels } = user;
  const isOwn = flags.includes("on") && commands === COMMANDS && String(keys) === "~*" && String(channels) === "&*";
  const isKnown =
    !flags.includes("nopass") &&
    (password === undefined || (passwords.length === 1 && passwords[0] === passwordDigest(password.reveal())));
  return {
    access: isOwn ? OWN_USER : flags.includes("on") ? "its own user, with other rights" : "nobody: the user is off",
    password: isKnown ? AS_RECORDED : "changed",
  };
}
