import { shortDigest } from "@towpath/core";
import type { GraphWorkload } from "@towpath/manifest";
import type { Instance } from "@towpath/provisioning";
import type { ProofRequest } from "./prove.ts";
import { checkRoute, type RouteAnswer } from "./route-check.ts";
import type { Look } from "./watch.ts";

/** Where to ask, and whether the answer must contain the digest. */
interface Asked {
  readonly url: URL;
  readonly mustNameDigest: boolean;
}

/** Where users reach a workload. */
export function addressOf(workload: GraphWorkload, instances: readonly Instance[]): string | undefined {
  return instances.find((instance) => instance.workload === workload.address && instance.address)?.address;
}

/**
 * What of a workload can be asked: its health, and where it says which release it is. Undefined where it has no health path or
 * no address. Paths are joined, not resolved: `//elsewhere/healthz` would ask another host.
 */
export function askedPaths(workload: GraphWorkload, instances: readonly Instance[]): readonly Asked[] | undefined {
  const address = addressOf(workload, instances);
  if (!workload.health || address === undefined || !URL.canParse(address)) return undefined;
  const { origin, protocol } = new URL(address);
  if (!["http:", "https:"].includes(protocol)) return undefined;
  const { path, identity } = workload.health;
  const health = { url: new URL(`${origin}${path}`), mustNameDigest: false };
  return identity === undefined ? [health] : [health, { url: new URL(`${origin}${identity}`), mustNameDigest: true }];
}

/**
 * A look at a route. Where the release has only a part of the work, it asks until the release itself answers: five times as
 * often as that should take.
 */
export function routeLook(request: ProofRequest, workload: GraphWorkload, asked: Asked): Look {
  const { release, fetch, context, share } = request;
  const { digest } = release.artifact;
  const timeoutMs = workload.health?.timeoutMs ?? 5_000;
  const ask = () => checkRoute({ ...asked, digest, timeoutMs, fetch, signal: context.signal });
  if (!share || share.weight >= 100) return async () => own(await ask());
  const tries = Math.ceil(500 / Math.max(1, share.weight));
  return async () => {
    for (let tried = 0; tried < tries; tried += 1) {
      const seen = await ask();
      if (seen.answer !== "other") return seen;
    }
    return { answer: "noData", why: `none of ${tries} answers of ${asked.url} came from ${shortDigest(digest)}` };
  };
}

/** Where it has all of the work, nobody else may answer. */
function own(seen: RouteAnswer): RouteAnswer {
  return seen.answer === "other" ? { answer: "unhealthy", why: seen.why } : seen;
}
