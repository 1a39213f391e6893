import type { ArtifactStore } from "../artifact/artifact-store.ts";
import type { DeliveryEffects } from "../delivery-effects.ts";
import type { ReleaseSbom } from "../release/release.ts";
import { type SbomRequest, sbomFor } from "./sbom-for.ts";

/** Keeps what a release is made of beside its artifact; undefined, with a notice, where nothing here can tell. */
export async function keepSbom(
  request: SbomRequest,
  artifacts: ArtifactStore,
  effects: DeliveryEffects,
): Promise<ReleaseSbom | undefined> {
  const sbom = await sbomFor(request, effects);
  if (sbom.kind === "none") {
    effects.events({ type: "notice", message: `The release has no SBOM: ${sbom.why}.` });
    return undefined;
  }
  return { format: "cyclonedx", ...(await artifacts.put(once(sbom.bytes))) };
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
