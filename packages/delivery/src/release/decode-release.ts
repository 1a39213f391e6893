import { type Digest, isJsonObject, type Json } from "@towpath/core";
import { damagedRecord, newerRecord } from "../record/numbered-records.ts";
import type { Release } from "./release.ts";

/**
 * Reads a release as it was recorded.
 *
 * @param key where it was found, for the message
 * @throws {DeliveryError} `delivery/record-damaged`, `delivery/record-newer`
 */
export function decodeRelease(value: Json | undefined, key: string): Release {
  if (!isJsonObject(value)) throw damagedRecord(key, "a release is missing");
  if (value["release"] !== 1) throw newerRecord(key, value["release"] ?? null);
  const { service, version, commit, artifact, manifest, createdAt } = value;
  const isWhole =
    typeof service === "string" &&
    typeof version === "string" &&
    (commit === undefined || typeof commit === "string") &&
    isDigest(manifest) &&
    typeof createdAt === "string" &&
    isJsonObject(artifact);
  if (!isWhole) throw damagedRecord(key, "a part of the release is missing");
  const { kind, name, digest, size } = artifact;
  if (kind !== "archive" || typeof name !== "string" || !isDigest(digest) || typeof size !== "number") {
    throw damagedRecord(key, "a part of the artifact is missing");
  }
  return { release: 1, service, version, commit, artifact: { kind, name, digest, size }, manifest, createdAt };
}

export function isDigest(value: Json | undefined): value is Digest {
  return typeof value === "string" && /^sha256:[0-9a-f]{64}$/.test(value);
}
