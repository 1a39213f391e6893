import { deliveryError } from "../../errors.ts";

/** A repository of a registry. */
export interface RegistryReference {
  /** `ghcr.io`, `localhost:5000`. */
  readonly host: string;
  /** `acme/orders` */
  readonly repository: string;
  /** Where its API is: `https://ghcr.io`. */
  readonly origin: string;
}

const HOST = /^(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*)(?::\d{1,5})?$/;
/** https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#pulling-manifests */
const REPOSITORY = /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*)*$/;
const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3})(?::\d+)?$/;
const LONGEST = 255;

/**
 * Where the artifacts of a service are: a repository of its own below what the platform names. A registry on this machine
 * is spoken to without TLS, as every client does, and any other with it.
 *
 * @param where `HOST/PATH`, or the host alone
 * @throws {DeliveryError} `delivery/artifact-store-option`
 */
export function registryReference(where: string, service: string): RegistryReference {
  const [host = "", ...path] = where.split("/");
  const repository = [...path, service].join("/");
  if (!HOST.test(host) || !REPOSITORY.test(repository) || `${host}/${repository}`.length > LONGEST)
    throw deliveryError({
      code: "delivery/artifact-store-option",
      message: `The artifacts of ${service} are to be kept in ${JSON.stringify(where.slice(0, LONGEST))}, where no registry has a repository: ${JSON.stringify(repository.slice(0, LONGEST))} is no name of one.`,
      hint: "Write artifacts: { oci: HOST/PATH } with small letters, digits and single . _ - between them, without https://.",
    });
  // The name of Docker's own registry is not where it answers.
  const answering = host === "docker.io" ? "registry-1.docker.io" : host;
  return { host, repository, origin: `${LOOPBACK.test(host) ? "http" : "https"}://${answering}` };
}

/** True for a place on this machine. */
export function isLoopback({ hostname }: URL): boolean {
  return LOOPBACK.test(hostname) || hostname === "[::1]";
}
