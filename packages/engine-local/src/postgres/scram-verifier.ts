import { createHash, createHmac, pbkdf2, randomBytes } from "node:crypto";
import { promisify } from "node:util";

const ITERATIONS = 4_096;

/**
 * What PostgreSQL stores of a password. Sent in place of the password, so that the password itself can stand in no log of
 * the server. Format and algorithm: RFC 5802 section 3, and `pg_authid.rolpassword` in PostgreSQL's manual.
 *
 * @param password printable ASCII, which SASLprep (RFC 4013) leaves as it is
 */
export async function scramVerifier(password: string, salt = randomBytes(16)): Promise<string> {
  const salted = await promisify(pbkdf2)(password, salt, ITERATIONS, 32, "sha256");
  const clientKey = createHmac("sha256", salted).update("Client Key").digest();
  const storedKey = createHash("sha256").update(clientKey).digest("base64");
  const serverKey = createHmac("sha256", salted).update("Server Key").digest("base64");
  return `SCRAM-SHA-256$${ITERATIONS}:${salt.toString("base64")}$${storedKey}:${serverKey}`;
}
