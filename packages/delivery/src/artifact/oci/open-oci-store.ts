import { noticeOnce } from "@towpath/core";
import type { ArtifactStore } from "../artifact-store.ts";
import type { ArtifactEffects, ArtifactPlace } from "../artifact-store-for.ts";
import { registryCredentials } from "./docker-credentials.ts";
import { ociArtifactStore } from "./oci-artifact-store.ts";
import { registryReference } from "./registry-reference.ts";

/**
 * The artifact store in the registry that a platform names, with the credentials that there are here. That it is reached is
 * said once a command, when it is.
 *
 * @param place `where` as the platform says it; `home` is where artifacts rest on their way
 * @throws {DeliveryError} `delivery/artifact-store-option`
 */
export function openOciStore(
  place: { readonly where: string } & Pick<ArtifactPlace, "service" | "home" | "owner">,
  effects: ArtifactEffects,
): ArtifactStore {
  const reference = registryReference(place.where, place.service);
  const { variables, signal } = effects;
  const announcing: typeof fetch = (...request) => {
    noticeOnce(effects, `Artifacts are kept in ${reference.host}/${reference.repository}.`);
    return effects.fetch(...request);
  };
  return ociArtifactStore(
    {
      reference,
      home: place.home,
      owner: place.owner,
      credentials: () => registryCredentials(reference.host, variables, signal),
    },
    { ...effects, fetch: announcing },
  );
}
