import { createPublicKey, generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import type { Json, JsonObject } from "@towpath/core";
import type { Reply } from "./route.ts";

/** Where a job asks for its identity, in the variables that a runner gives to it. */
export interface IdentityVariables {
  readonly ACTIONS_ID_TOKEN_REQUEST_URL: string;
  readonly ACTIONS_ID_TOKEN_REQUEST_TOKEN: string;
}

/** Who jobs are, by tokens that this server signs. */
export interface Identities {
  add(claims: JsonObject, url: string): IdentityVariables;
  /** Answers what is asked at the addresses of identities; undefined for every other address. */
  answer(target: URL, authorization: string, now: Date): Reply | undefined;
}

const PATH = "/identity";
/** Seconds that a token is good for. GitHub's own are five minutes. */
const LIFE = 300;

/** GitHub's provider of OpenID Connect. Its key is made with the first token. */
export function identities(): Identities {
  const claimsOf = new Map<string, JsonObject>();
  let made: KeyObject | undefined;
  const key = (): KeyObject => {
    made ??= generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey;
    return made;
  };
  return {
    add: (claims, url) => {
      const token = `loopback-identity-${claimsOf.size + 1}-of-this-test`;
      claimsOf.set(token, claims);
      return {
        ACTIONS_ID_TOKEN_REQUEST_URL: `${url}${PATH}/token?api-version=2.0`,
        ACTIONS_ID_TOKEN_REQUEST_TOKEN: token,
      };
    },
    answer: (target, authorization, now) => {
      const issuer = `${target.origin}${PATH}`;
      if (target.pathname === `${PATH}/.well-known/openid-configuration`)
        return { status: 200, body: { issuer, jwks_uri: `${issuer}/.well-known/jwks` } };
      if (target.pathname === `${PATH}/.well-known/jwks`) return { status: 200, body: { keys: [publicKey(key())] } };
      if (target.pathname !== `${PATH}/token`) return undefined;
      const claims = claimsOf.get(authorization.replace(/^bearer /i, ""));
      if (!claims) return { status: 401, body: { message: "The token is not one of a job." } };
      const time = Math.floor(now.getTime() / 1000);
      const audience = target.searchParams.get("audience") ?? "https://github.com/acme";
      const times = { iat: time, nbf: time - 5, exp: time + LIFE };
      return {
        status: 200,
        body: { count: 1, value: signed({ iss: issuer, aud: audience, ...times, ...claims }, key()) },
      };
    },
  };
}

/** A JSON Web Token. RFC 7519, with RS256 as RFC 7518, section 3.3, has it. */
function signed(claims: JsonObject, key: KeyObject): string {
  const part = (value: Json): string => Buffer.from(JSON.stringify(value)).toString("base64url");
  const text = `${part({ typ: "JWT", alg: "RS256", kid: KEY_ID })}.${part(claims)}`;
  return `${text}.${sign("sha256", Buffer.from(text), key).toString("base64url")}`;
}

const KEY_ID = "loopback-1";

function publicKey(key: KeyObject): JsonObject {
  const { n = "", e = "" } = createPublicKey(key).export({ format: "jwk" });
  return { kty: "RSA", alg: "RS256", use: "sig", kid: KEY_ID, n, e };
}
