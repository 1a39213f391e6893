import { isAbsolute, resolve } from "node:path";
import type { Effects } from "@towpath/core";
import { deliveryError } from "../errors.ts";
import type { ArtifactStore } from "./artifact-store.ts";
import { directoryArtifactStore } from "./directory-artifact-store.ts";

/** Where an environment keeps artifacts, and for whom. */
export interface ArtifactPlace {
  /** As the platform says it: `{ directory: PATH }`, `{ oci: HOST/PATH }`, or nothing for this machine's own folder. */
  readonly artifacts: Readonly<Record<string, string>>;
  readonly service: string;
  /** Who keeps what is put, as {@link artifactOwner} says; asked when it is needed. Absent for who only reads. */
  readonly owner?: (() => Promise<string>) | undefined;
  /** Absolute path of this machine's own folder of artifacts; what is on its way to a registry rests there. */
  readonly home: string;
  /** Absolute path of the folder where the path of a directory starts; absent where there is none to start from. */
  readonly base?: string | undefined;
}

/** What an artifact store needs of the world. */
export type ArtifactEffects = Pick<Effects, "clock" | "events" | "fetch" | "signal" | "variables">;

/**
 * The artifact store that a platform names for an environment. Nothing is looked at nor reached before it is used.
 *
 * @throws {DeliveryError} `delivery/artifact-store-option` for a kind or a place that there is not
 */
export async function artifactStoreFor(place: ArtifactPlace, effects: ArtifactEffects): Promise<ArtifactStore> {
  const { artifacts, service, home, base } = place;
  const owner = place.owner && once(place.owner);
  const claimed = owner && (async () => `${service}.${await owner()}`);
  const [kind, ...others] = Object.keys(artifacts);
  if (kind === undefined) return directoryArtifactStore(home, claimed);
  if (others.length > 0) throw wrongOption(`names several stores of artifacts (${Object.keys(artifacts).join(", ")})`);
  const where = artifacts[kind] ?? "";
  if (kind === "directory") {
    if (where === "" || where.includes("\0")) throw wrongOption("names no directory for artifacts");
    if (isAbsolute(where)) return directoryArtifactStore(where, claimed);
    if (base !== undefined) return directoryArtifactStore(resolve(base, where), claimed);
    throw wrongOption(`keeps artifacts in ${where}, relative to a platform that is no folder of this machine's`);
  }
  if (kind !== "oci") throw wrongOption(`keeps artifacts in ${kind}, which there is not`);
  const { openOciStore } = await import("./oci/open-oci-store.ts");
  return openOciStore({ where, service, home, owner }, effects);
}

function once<T>(ask: () => Promise<T>): () => Promise<T> {
  let answer: Promise<T> | undefined;
  return () => {
    answer ??= ask();
    return answer;
  };
}

function wrongOption(what: string): Error {
  return deliveryError({
    code: "delivery/artifact-store-option",
    message: `The platform ${what}.`,
    hint: "Write artifacts: { directory: PATH } with a path relative to the platform's file or an absolute one, or artifacts: { oci: HOST/PATH }.",
  });
}
