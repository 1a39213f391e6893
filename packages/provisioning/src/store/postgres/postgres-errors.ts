import { errorMessage, redactor, Secret } from "@towpath/core";
import { type ProvisioningError, type ProvisioningErrorCode, provisioningError } from "../../errors.ts";
import { systemCode } from "../file-store-errors.ts";
import { tooLarge } from "../network-store.ts";
import type { PostgresAddress } from "./postgres-url.ts";

/**
 * Server ends, restarts or has no place for another connection; a deadlock. Classes 08, 40, 53 and 57 of
 * https://www.postgresql.org/docs/current/errcodes-appendix.html
 */
const PASSING = new Set(["40001", "40P01", "53300", "57P01", "57P02", "57P03"]);
const PASSING_ON_THE_WAY = new Set(["ECONNRESET", "EPIPE", "ETIMEDOUT"]);
/** Nobody listens: a server that restarts, if it was there before, else a wrong address. */
const NOBODY_THERE = new Set(["EAI_AGAIN", "ECONNREFUSED", "EHOSTUNREACH", "ENETUNREACH"]);
const LOST = /Connection terminated|Query read timeout|timeout expired|timeout exceeded when trying to connect/;

/** Whether asking again may help. @param hasAnswered the server answered this process before */
export function isPassing(error: unknown, hasAnswered: boolean): boolean {
  const code = systemCode(error) ?? "";
  if (PASSING.has(code) || code.startsWith("08") || PASSING_ON_THE_WAY.has(code)) return true;
  return NOBODY_THERE.has(code) ? hasAnswered : LOST.test(errorMessage(error));
}

/** Tables or their schema are not there. */
export function isTableMissing(error: unknown): boolean {
  return ["42P01", "3F000"].includes(systemCode(error) ?? "");
}

/** What the database or the way to it says, in our words. */
export function explainPostgres(
  error: unknown,
  key: string,
  { address, schema }: { readonly address: PostgresAddress; readonly schema: string },
): ProvisioningError {
  const { password } = address.config;
  const redact = redactor(typeof password === "string" ? [new Secret(password)] : []);
  const said = redact(errorMessage(error).split("\n")[0] ?? "").replace(/\.$/, "");
  const code = systemCode(error) ?? "";
  const { user, database, host } = address;
  const fact = (
    what: { readonly code: ProvisioningErrorCode; readonly kind?: "fault" },
    why: string,
    hint: string,
  ): ProvisioningError =>
    provisioningError({
      ...what,
      message: `The state store (${address.shown}) ${why}.`,
      hint,
      cause: new Error(code === "" ? said : `${code}: ${said}`),
    });
  const refused = { code: "provisioning/store-refused" } as const;
  const unreachable = { code: "provisioning/store-unreachable", kind: "fault" } as const;

  if (code === "54000" || /invalid memory alloc request size/.test(said)) return tooLarge(key);
  if (code === "28P01" || /SASL|client password must be a string/.test(said))
    return fact(
      refused,
      `does not let the user ${user} in: the password is wrong or missing`,
      "Put the right password into the variable that holds the address, with special characters percent-encoded.",
    );
  if (code === "28000")
    return fact(
      refused,
      `does not let the user ${user} in: ${said}`,
      "Ask whoever runs the database to allow this user from this machine (pg_hba.conf), and whether it wants TLS (sslmode=require).",
    );
  if (code === "3D000")
    return fact(refused, "has no such database", `Make it: CREATE DATABASE "${database}", or name another one.`);
  if (code === "42501")
    return fact(
      refused,
      `does not let the user ${user} use its tables: ${said}`,
      `As the owner of the database: GRANT CREATE ON DATABASE "${database}" TO "${user}", or, where the schema is there: GRANT USAGE ON SCHEMA "${schema}" TO "${user}"; GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA "${schema}" TO "${user}".`,
    );
  if (["53100", "53200", "25006"].includes(code))
    return fact(
      { code: "provisioning/store-unwritable", kind: "fault" },
      code === "25006"
        ? "is read-only: a standby, or a database that was set so"
        : `is out of ${code === "53100" ? "disk" : "memory"}`,
      code === "25006"
        ? "Name the primary server in the address."
        : "What was stored is intact. Make room there and run the command again.",
    );
  if (code === "42703" || code === "42P01" || code === "3F000")
    return fact(
      refused,
      `has other tables in the schema ${schema} than Towpath makes: ${said}`,
      "Name a schema of its own: state: { store: postgres, schema: towpath_state }.",
    );
  if (code === "ENOTFOUND" || code === "EAI_AGAIN")
    return fact(
      unreachable,
      `cannot be found: no host is called ${host}`,
      "Mend the host in the address, or connect to the network (VPN) that knows it.",
    );
  if (/server does not support SSL/i.test(said))
    return fact(
      unreachable,
      "does not speak TLS",
      "Turn TLS on there. Where the way to it is safe without, end the address with ?sslmode=disable.",
    );
  if (/CERT|SELF_SIGNED|VERIFY_LEAF|ERR_TLS|EPROTO/.test(code) || /certificate/i.test(said))
    return fact(
      unreachable,
      `shows a certificate that cannot be trusted: ${said}`,
      "Name the authority that signed it: ?sslmode=verify-full&sslrootcert=/path/to/ca.pem. Connect by the name that stands in the certificate.",
    );
  if (code === "ECONNREFUSED")
    return fact(unreachable, "does not run there: nobody listens on that port", "Start it, or mend host and port.");
  return fact(
    unreachable,
    `does not answer: ${said}`,
    "Whether the last write got there is not known: the same command finds out and goes on, once the database answers.",
  );
}
