import { Decoder, Encoder, ExtData, ExtensionCodec } from "@msgpack/msgpack";

/** What stands where nobody knows the value yet. */
export const UNKNOWN: unique symbol = Symbol("unknown");

/** A value as Terraform and its providers exchange it. */
export type Value = null | boolean | number | string | typeof UNKNOWN | readonly Value[] | ValueObject;
/** An object or a map. */
export type ValueObject = { readonly [key: string]: Value };

/** True for an object or a map. */
export function isValueObject(value: unknown): value is ValueObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

// Extension 0 is an unknown value, extension 12 one of which something is known: what that is does not matter here.
const UNKNOWN_EXTENSIONS = [0, 12];

const extensionCodec = new ExtensionCodec();
for (const type of UNKNOWN_EXTENSIONS) {
  extensionCodec.register({ type, encode: () => null, decode: () => UNKNOWN });
}
const decoder = new Decoder({ extensionCodec });
const encoder = new Encoder();

/** Reads a value as Terraform sends it. See docs/plugin-protocol/object-wire-format.md of Terraform. */
export function decodeValue(bytes: Uint8Array): Value {
  return parsed(decoder.decode(bytes));
}

/** Writes a value as Terraform reads it. */
export function encodeValue(value: Value): Uint8Array {
  return encoder.encode(wire(value));
}

/** The value, where all of it is known. */
export function isKnown(value: Value): boolean {
  if (value === UNKNOWN) return false;
  if (Array.isArray(value)) return value.every(isKnown);
  return isValueObject(value) ? Object.values(value).every(isKnown) : true;
}

function parsed(raw: unknown): Value {
  if (raw === null || raw === undefined) return null;
  if (raw === UNKNOWN) return UNKNOWN;
  if (typeof raw === "string" || typeof raw === "boolean" || typeof raw === "number") return raw;
  if (typeof raw === "bigint") return Number(raw);
  if (Array.isArray(raw)) return raw.map(parsed);
  if (isRecord(raw)) return Object.fromEntries(Object.entries(raw).map(([key, item]) => [key, parsed(item)]));
  throw new TypeError("Terraform sent a value that its protocol does not know.");
}

function wire(value: Value): unknown {
  if (value === UNKNOWN) return new ExtData(0, new Uint8Array(1));
  if (Array.isArray(value)) return value.map(wire);
  if (isValueObject(value)) return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, wire(item)]));
  return value;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !ArrayBuffer.isView(value);
}
