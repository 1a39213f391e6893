import { randomInt } from "node:crypto";
import { Secret } from "@towpath/core";

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/**
 * A new password from the system's CSPRNG, uniform over letters and digits: the same in a URL, a shell word, YAML and SQL.
 * 32 characters hold 190 bits.
 */
export function generatePassword(length = 32): Secret {
  return new Secret(Array.from({ length }, () => ALPHABET.charAt(randomInt(ALPHABET.length))).join(""));
}
