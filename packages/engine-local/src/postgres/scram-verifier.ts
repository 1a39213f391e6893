import { createHash, createHmac, pbkdf2, randomBytes, timingSafeEqual } from "node:crypto";
import { promisify } from "node:util";

const ITERATIONS = 4_096;
/** More than anyone sets; a number of someone's choosing must not keep a look busy. */
const MOST_ITERATIONS = 1_000_000;

/**
 * What PostgreSQL stores of a password. Sent in place of the password, so that the password itself can stand in no log of
 * the server. Format and algorithm: RFC 5802 section 3, and `pg_authid.rolpassword` in PostgreSQL's manual.
 *
 * @param password printable ASCII, which SASLprep (RFC 4013) leaves as it is
 */
export async function scramVerifier(
  password: string,
  salt = randomBytes(16),
  iterations = ITERATIONS,
): Promise<string> {
  const salted = await promisify(pbkdf2)(password, salt, iterations, 32, "sha256");
  const clientKey = createHmac("sha256", salted).update("Client Key").digest();
  const storedKey = createHash("sha256").update(clientKey).digest("base64");
  const serverKey = createHmac("sha256", salted).update("Server Key").digest("base64");
  return `SCRAM-SHA-256$${iterations}:${salt.toString("base64")}$${storedKey}:${serverKey}`;
}

/** True when this is what PostgreSQL stores of the password. False for another password and for another form. */
export async function isVerifierOf(verifier: string, password: string): Promise<boolean> {
  const [, iterations, salt] = /^SCRAM-SHA-256\$(\d{1,7}):([A-Za-z0-9+/=]+)\$/.exec(verifier) ?? [];
  if (iterations === undefined || salt === undefined) return false;
  const count = Number(iterations);
  if (count < 1 || count > MOST_ITERATIONS) return false;
  const own = Buffer.from(await scramVerifier(password, Buffer.from(salt, "base64"), count));
  const theirs = Buffer.from(verifier);
  return own.length === theirs.length && timingSafeEqual(own, theirs);
}
