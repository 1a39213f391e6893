import { provisioningError } from "../errors.ts";

const SEGMENT = /^[A-Za-z0-9][A-Za-z0-9._-]{0,199}$/;
const MOST_SEGMENTS = 8;
const HEARTBEATS = "heartbeats";

/** The segments of a store's key such as `orders/dev`. @throws {ProvisioningError} for what is no key: `../x`, `/etc`, an empty one */
export function keySegments(key: string): readonly string[] {
  const segments = key.split("/");
  if (segments.length <= MOST_SEGMENTS && segments.every((segment) => SEGMENT.test(segment))) return segments;
  throw provisioningError({
    code: "provisioning/store-key",
    message: `${JSON.stringify(key.slice(0, 200))} is no key of a state store.`,
    hint: "A key is names joined by /, each of letters, digits, dot, hyphen and underscore, beginning with a letter or digit: orders/dev.",
  });
}

/** The key that the state of a service in an environment has: `orders/dev`. */
export function stateKey(service: string, environment: string): string {
  return `${service}/${environment}`;
}

/**
 * Where the holder of a key's lock shows that it lives: a value of its own beside the state, so that no renewal makes a
 * generation of the state.
 */
export function heartbeatKey(key: string): string {
  return `${HEARTBEATS}/${key}`;
}

/** True for what only the present value of is of any use: no store keeps its history. */
export function isHeartbeat(key: string): boolean {
  return key.startsWith(`${HEARTBEATS}/`);
}
