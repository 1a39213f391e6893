import { createHash } from "node:crypto";
import type { DriverScope } from "@towpath/provisioning";

type Identity = Pick<DriverScope, "service" | "environment" | "address" | "name">;

/** The folder of a bucket's server below the data folder's `buckets`: words for people, and a digest that tells apart. */
export function bucketId(scope: Identity): string {
  const words = [scope.service, scope.environment, scope.name].map((word) => word.replace(/[^A-Za-z0-9-]+/g, "-"));
  return `${words.join("_").slice(0, 80)}_${digestOf(scope)}`;
}

/** The storage account: 3 to 24 lower-case letters and digits. */
export function accountName(scope: Identity): string {
  return `${scope.service
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "")
    .slice(0, 14)}${digestOf(scope)}`;
}

/**
 * The container: the resource's name as Azure allows it, 3 to 63 lower-case letters, digits and single hyphens.
 * https://learn.microsoft.com/rest/api/storageservices/naming-and-referencing-containers--blobs--and-metadata
 */
export function containerName(name: string): string {
  const plain = name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .slice(0, 63)
    .replace(/^-+|-+$/g, "");
  return plain.length >= 3 ? plain : `${plain}${plain ? "-" : ""}bucket`;
}

function digestOf({ service, environment, address }: Identity): string {
  return createHash("sha256")
    .update(JSON.stringify([service, environment, address]))
    .digest("hex")
    .slice(0, 10);
}
