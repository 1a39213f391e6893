import type { Effects } from "@towpath/core";
import { openService, type ServiceDocument } from "@towpath/manifest";
import { claimOf, claimReader, givenPlatform, type OpenDocuments } from "../documents/claim.ts";
import type { PlatformOptions } from "../platform/platform-reader.ts";
import { presentStandpoint } from "./disk-view.ts";
import type { Standpoint } from "./standpoint.ts";

/** A service's documents as one standpoint has them. */
export interface StandingDocuments extends OpenDocuments {
  /**
   * The manifest whose `policies` and `waivers` count: as the base has it where a proposal is seen from there. The service
   * itself otherwise.
   */
  readonly governing?: ServiceDocument | undefined;
  /** The base has no such service: nobody has agreed yet to the waivers that it names. */
  readonly isNew?: boolean | undefined;
  /** Where the platform was read in another state than {@link Vantage.standpoint} says. */
  readonly standpoint?: Standpoint | undefined;
}

/** Opens manifests from one standpoint. */
export interface Vantage {
  readonly standpoint: Standpoint;
  /** Nothing is fetched: what was fetched before counts. */
  readonly isOffline?: boolean | undefined;
  /** A manifest with each platform that it is checked by from here: mostly one. */
  open(manifest: string): Promise<readonly StandingDocuments[]>;
}

/** Everything as it is on the disk. */
export function presentVantage(platform: string | undefined, effects: Effects, options: PlatformOptions = {}): Vantage {
  const { files, folder } = effects;
  const read = claimReader(effects, options);
  const given = givenPlatform(platform, effects);
  return {
    standpoint: presentStandpoint(files),
    isOffline: options.isOffline,
    open: async (manifest) => {
      const service = await openService(manifest, files, folder);
      const claim = claimOf(manifest, service.value, given, { folder, isUntrusted: options.isUntrusted });
      return [{ ...(await read(manifest, service, claim)), governing: service.value }];
    },
  };
}
