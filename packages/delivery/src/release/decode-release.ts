import { isDigest, isJsonObject, type Json, type JsonObject } from "@towpath/core";
import type { ContractKind } from "@towpath/manifest";
import { damagedRecord, newerRecord } from "../record/numbered-records.ts";
import type { Release, ReleaseContract, ReleaseProvenance, ReleaseSbom, StoredDocument } from "./release.ts";

/** Contracts that there are, by kind. */
const CONTRACTS: readonly ContractKind[] = ["openapi", "asyncapi", "graphql", "protobuf"];

/**
 * Reads a release as it was recorded.
 *
 * @param key where it was found, for the message
 * @throws {DeliveryError} `delivery/record-damaged`, `delivery/record-newer`
 */
export function decodeRelease(value: Json | undefined, key: string): Release {
  if (!isJsonObject(value)) throw damagedRecord(key, "a release is missing");
  if (value["release"] !== 1) throw newerRecord(key, value["release"] ?? null);
  const { service, version, commit, artifact, manifest, createdAt, sbom, contracts, provenance } = value;
  const isWhole =
    typeof service === "string" &&
    typeof version === "string" &&
    (commit === undefined || typeof commit === "string") &&
    isDigest(manifest) &&
    typeof createdAt === "string" &&
    isJsonObject(artifact);
  if (!isWhole) throw damagedRecord(key, "a part of the release is missing");
  const { kind, name } = artifact;
  const bytes = documentOf(artifact);
  if (kind !== "archive" || typeof name !== "string" || !bytes) {
    throw damagedRecord(key, "a part of the artifact is missing");
  }
  return {
    release: 1,
    service,
    version,
    commit,
    artifact: { kind, name, ...bytes },
    manifest,
    createdAt,
    ...(sbom === undefined ? {} : { sbom: sbomOf(sbom, key) }),
    ...(contracts === undefined ? {} : { contracts: contractsOf(contracts, key) }),
    ...(provenance === undefined ? {} : { provenance: provenanceOf(provenance, key) }),
  };
}

function documentOf({ digest, size }: JsonObject): StoredDocument | undefined {
  if (!isDigest(digest) || typeof size !== "number" || !Number.isSafeInteger(size) || size < 0) return undefined;
  return { digest, size };
}

function sbomOf(value: Json, key: string): ReleaseSbom {
  const bytes = isJsonObject(value) ? documentOf(value) : undefined;
  if (!isJsonObject(value) || value["format"] !== "cyclonedx" || !bytes) throw damagedRecord(key, "its SBOM is cut");
  return { format: "cyclonedx", ...bytes };
}

function contractsOf(value: Json, key: string): readonly ReleaseContract[] {
  if (!isList(value)) throw damagedRecord(key, "its contracts are no list");
  return value.map((entry) => {
    const bytes = isJsonObject(entry) ? documentOf(entry) : undefined;
    if (!isJsonObject(entry) || !bytes) throw damagedRecord(key, "a contract is cut");
    const { name, path } = entry;
    const kind = CONTRACTS.find((known) => known === entry["kind"]);
    if (typeof name !== "string" || typeof path !== "string" || !kind) throw damagedRecord(key, "a contract is cut");
    return { name, kind, path, ...bytes };
  });
}

function provenanceOf(value: Json, key: string): ReleaseProvenance {
  const cut = () => damagedRecord(key, "its provenance is cut");
  if (!isJsonObject(value)) throw cut();
  const { startedAt, finishedAt, run, commands, toolchain, platform, materials, isDirty } = value;
  if (typeof startedAt !== "string" || typeof finishedAt !== "string") throw cut();
  if (!isJsonObject(run) || typeof run["id"] !== "string" || typeof run["actor"] !== "string") throw cut();
  if (!isJsonObject(platform) || typeof platform["name"] !== "string" || !isDigest(platform["digest"])) throw cut();
  if (isDirty !== undefined && typeof isDirty !== "boolean") throw cut();
  if (!isList(commands) || !commands.every(isText) || !isList(materials) || !isJsonObject(toolchain)) throw cut();
  const tools: [string, string][] = [];
  for (const [tool, version] of Object.entries(toolchain)) {
    if (typeof version !== "string") throw cut();
    tools.push([tool, version]);
  }
  return {
    startedAt,
    finishedAt,
    run: { id: run["id"], actor: run["actor"] },
    commands,
    toolchain: Object.fromEntries(tools),
    platform: { name: platform["name"], digest: platform["digest"] },
    materials: materials.map((material) => {
      if (!isJsonObject(material) || typeof material["name"] !== "string" || !isDigest(material["digest"])) throw cut();
      return { name: material["name"], digest: material["digest"] };
    }),
    ...(isDirty === undefined ? {} : { isDirty }),
  };
}

function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}

function isText(value: Json): value is string {
  return typeof value === "string";
}
