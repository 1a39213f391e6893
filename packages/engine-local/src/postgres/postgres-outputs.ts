import { Secret } from "@towpath/core";
import type { OutputValue } from "@towpath/provisioning";
import { LOOPBACK } from "../ports/loopback.ts";

/** What a database gives to whoever uses it. What holds the password is there only when the password is known. */
export function postgresOutputs(
  name: string,
  port: number,
  password: Secret | undefined,
): Readonly<Record<string, OutputValue>> {
  const open = { host: LOOPBACK, port, name, username: name };
  if (!password) return open;
  const encoded = encodeURIComponent(password.reveal());
  const place = `${LOOPBACK}:${port}/${encodeURIComponent(name)}`;
  return {
    ...open,
    password,
    url: new Secret(`postgresql://${encodeURIComponent(name)}:${encoded}@${place}`),
    jdbcUrl: new Secret(`jdbc:postgresql://${place}?user=${encodeURIComponent(name)}&password=${encoded}`),
  };
}
