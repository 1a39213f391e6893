import { createPublicKey, verify } from "node:crypto";
import { isJson, isJsonObject, type Json, type JsonObject, Secret } from "@towpath/core";

/** Whose tokens an authority takes. */
export interface TokenIssuer {
  /** As its tokens name it: `https://token.actions.githubusercontent.com`. */
  readonly name: string;
  /** Where its keys are, as a JSON Web Key Set (RFC 7517). */
  readonly keys: string;
}

/** The issuer of GitHub's tokens. */
export const GITHUB_ISSUER = "https://token.actions.githubusercontent.com";

/** Who a certificate is for. */
const AUDIENCE = "sigstore";

/** Seconds that clocks may differ by. */
const LEEWAY = 10;

/** A token as jobs get it, by nobody's key: for an authority that was told no issuer. What is undefined is left out. */
export function runToken(claims: Readonly<Record<string, string | undefined>>): Secret {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
  return new Secret(
    `${part({ alg: "none" })}.${part({ iss: GITHUB_ISSUER, aud: AUDIENCE, sub: "a job", ...claims })}.signature`,
  );
}

/**
 * What a token says, as Fulcio takes it.
 *
 * @param issuer whose it has to be; undefined takes anybody's word
 * @throws {Error} for a token that Fulcio refuses
 */
export async function claimsOf(token: string, issuer: TokenIssuer | undefined, now: Date): Promise<JsonObject> {
  const [head = "", body = "", signature = ""] = token.split(".");
  const claims = objectIn(body);
  if (claims["aud"] !== AUDIENCE) throw new Error(`the token is for ${String(claims["aud"])}, not for ${AUDIENCE}`);
  if (!issuer) return claims;
  if (claims["iss"] !== issuer.name) throw new Error(`nobody here knows the issuer ${String(claims["iss"])}`);
  const { alg, kid } = objectIn(head);
  if (alg !== "RS256") throw new Error(`the token is signed by ${String(alg)}`);
  const keys: unknown = Object(await (await fetch(issuer.keys)).json()).keys;
  const key = (Array.isArray(keys) ? keys : []).find((one) => Object(one).kid === kid);
  if (key === undefined) throw new Error(`the issuer has no key ${String(kid)}`);
  const isSigned = verify(
    "sha256",
    Buffer.from(`${head}.${body}`),
    createPublicKey({ format: "jwk", key }),
    Buffer.from(signature, "base64url"),
  );
  if (!isSigned) throw new Error("the token's signature is wrong");
  const time = now.getTime() / 1000;
  if (!(Number(claims["exp"]) > time - LEEWAY) || !(Number(claims["nbf"]) < time + LEEWAY))
    throw new Error("the token does not count now");
  return claims;
}

function objectIn(part: string): JsonObject {
  const value: unknown = JSON.parse(Buffer.from(part, "base64url").toString("utf8"));
  const json: Json = isJson(value) ? value : null;
  if (isJsonObject(json)) return json;
  throw new Error("the token is none");
}
