import { createHash, randomBytes, randomInt, randomUUID } from "node:crypto";
import type { ValueObject } from "../protocol/value.ts";
import type { ProviderDefinition, ThingType } from "../provider/definition.ts";
import type { Attribute } from "../schema/block.ts";
import { randomText } from "./random-text.ts";

const KEEPERS: Attribute = { type: ["map", "string"], optional: true };
const ID: Attribute = { type: "string", computed: true };
const RESULT: Attribute = { type: "string", computed: true };
const SECRET: Attribute = { type: "string", computed: true, sensitive: true };

const DEFAULTS = {
  lower: true,
  min_lower: 0,
  min_numeric: 0,
  min_special: 0,
  min_upper: 0,
  numeric: true,
  special: true,
  upper: true,
} as const;

const flag: Attribute = { type: "bool", optional: true, computed: true };
const count: Attribute = { type: "number", optional: true, computed: true };

/** The arguments of a text: its length, and what is in it. */
const TEXT: Readonly<Record<string, Attribute>> = {
  length: { type: "number", required: true },
  lower: flag,
  min_lower: count,
  min_numeric: count,
  min_special: count,
  min_upper: count,
  numeric: flag,
  override_special: { type: "string", optional: true },
  special: flag,
  upper: flag,
};

const WORDS = ["brave", "calm", "eager", "gentle", "happy", "lively", "noble", "proud", "quick", "wise"];
const ANIMALS = ["badger", "crane", "dolphin", "falcon", "heron", "lynx", "marmot", "otter", "raven", "stork"];

/** `hashicorp/random`, made by hand: what it makes is random, and kept in the state only. */
export const randomProvider: ProviderDefinition = {
  address: "registry.terraform.io/hashicorp/random",
  config: { attributes: {} },
  things: {
    random_id: random(
      {
        byte_length: { type: "number", required: true },
        prefix: { type: "string", optional: true },
        b64_std: RESULT,
        b64_url: RESULT,
        dec: RESULT,
        hex: RESULT,
      },
      {},
      (given) => {
        const bytes = randomBytes(Number(given["byte_length"]));
        const prefix = String(given["prefix"] ?? "");
        const url = bytes.toString("base64url");
        const hex = bytes.toString("hex");
        return {
          id: url,
          b64_std: prefix + bytes.toString("base64"),
          b64_url: prefix + url,
          dec: `${prefix}${BigInt(`0x${hex}`)}`,
          hex: prefix + hex,
        };
      },
    ),
    random_integer: random(
      {
        max: { type: "number", required: true },
        min: { type: "number", required: true },
        result: { type: "number", computed: true },
        seed: { type: "string", optional: true },
      },
      {},
      (given) => {
        const result = randomInt(Number(given["min"]), Number(given["max"]) + 1);
        return { id: String(result), result };
      },
    ),
    random_password: random({ ...TEXT, bcrypt_hash: SECRET, result: SECRET }, DEFAULTS, (given) => ({
      id: "none",
      ...secretText(given),
    })),
    random_pet: random(
      {
        length: { type: "number", optional: true, computed: true },
        prefix: { type: "string", optional: true },
        separator: { type: "string", optional: true, computed: true },
      },
      { length: 2, separator: "-" },
      (given) => {
        const words = Array.from({ length: Number(given["length"]) - 1 }, () => WORDS[randomInt(WORDS.length)]);
        const name = [given["prefix"], ...words, ANIMALS[randomInt(ANIMALS.length)]];
        return { id: name.filter(Boolean).join(String(given["separator"])) };
      },
    ),
    random_string: random({ ...TEXT, result: RESULT }, DEFAULTS, (given) => {
      const result = randomText(given);
      return { id: result, result };
    }),
    random_uuid: random({ result: RESULT }, {}, () => {
      const result = randomUUID();
      return { id: result, result };
    }),
  },
  dataSources: {},
  ephemerals: {
    random_password: {
      block: { attributes: { ...TEXT, bcrypt_hash: SECRET, result: SECRET } },
      read: (config) => {
        const given = {
          ...DEFAULTS,
          ...Object.fromEntries(Object.entries(config).filter(([, item]) => item !== null)),
        };
        return { ...given, ...secretText(given) };
      },
    },
  },
};

function secretText(given: ValueObject): ValueObject {
  const result = randomText(given);
  // Nobody verifies it; it only has to look like one, and to be a secret.
  return { result, bcrypt_hash: `$2a$10$${createHash("sha256").update(result).digest("base64url")}` };
}

/** A type whose every argument replaces it, and which is kept in the state only. */
function random(
  attributes: Readonly<Record<string, Attribute>>,
  defaults: ValueObject,
  make: (given: ValueObject) => ValueObject,
): ThingType {
  const given = Object.keys(attributes).filter((name) => attributes[name]?.required || attributes[name]?.optional);
  return {
    block: { attributes: { id: ID, keepers: KEEPERS, ...attributes } },
    isOnlyState: true,
    replaces: ["keepers", ...given],
    defaults,
    idOf: () => "random",
    computed: make,
  };
}
