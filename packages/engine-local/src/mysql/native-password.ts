import { createHash } from "node:crypto";

/**
 * What MariaDB stores of a password, sent in place of the password itself. Algorithm: `SHA1(SHA1(password))`, as the
 * function `PASSWORD()` gives it. https://mariadb.com/kb/en/authentication-plugin-mysql_native_password/
 */
export function nativePassword(password: string): string {
  const once = createHash("sha1").update(password).digest();
  return `*${createHash("sha1").update(once).digest("hex").toUpperCase()}`;
}
