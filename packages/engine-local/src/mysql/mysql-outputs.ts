import { Secret } from "@towpath/core";
import type { OutputValue } from "@towpath/provisioning";
import { LOOPBACK } from "../ports/loopback.ts";
import { mysqlUser } from "./mysql-names.ts";

/** What a database gives to whoever uses it. What holds the password is there only when the password is known. */
export function mysqlOutputs(
  database: string,
  port: number,
  password: Secret | undefined,
): Readonly<Record<string, OutputValue>> {
  const username = mysqlUser(database);
  const open = { host: LOOPBACK, port, name: database, username };
  if (!password) return open;
  const place = `${LOOPBACK}:${port}/${encodeURIComponent(database)}`;
  const encoded = encodeURIComponent(password.reveal());
  const user = encodeURIComponent(username);
  return {
    ...open,
    password,
    url: new Secret(`mysql://${user}:${encoded}@${place}`),
    jdbcUrl: new Secret(`jdbc:mysql://${place}?user=${user}&password=${encoded}`),
  };
}
