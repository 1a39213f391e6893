import type { Secret } from "@towpath/core";
import { LocalEngineError } from "../errors.ts";
import { askAccount } from "./account-request.ts";
import type { BucketRecord } from "./bucket-record.ts";

/** What a bucket's container is like, for whoever has the recorded key. */
export interface SeenContainer {
  readonly container: "there" | "missing" | "unknown";
  /** Who reads what is stored without the key. */
  readonly public: string;
  readonly key: "as recorded" | "changed";
}

const AS_MADE: SeenContainer = { container: "there", public: "nobody", key: "as recorded" };
const ACCESS = "x-ms-blob-public-access";
const OPEN_TO_ALL: Readonly<Record<string, string>> = {
  blob: "everyone who knows a name",
  container: "everyone, with the list of names",
};

/** Looks at the container with the recorded key. Changes nothing. */
export async function lookAtContainer(record: BucketRecord, key: Secret, signal: AbortSignal): Promise<SeenContainer> {
  const { status, headers } = await askAccount(record, key, { method: "HEAD" }, signal);
  if (status === 403) return { ...AS_MADE, container: "unknown", key: "changed" };
  if (status === 404) return { ...AS_MADE, container: "missing" };
  const level = headers[ACCESS];
  return typeof level === "string" ? { ...AS_MADE, public: OPEN_TO_ALL[level] ?? level } : AS_MADE;
}

/**
 * Makes the bucket's container unless it is there, and lets nobody in who has no key. Access policies that the service made stay.
 *
 * @returns false where the server has another key than this one
 * @throws {LocalEngineError} `engine-local/bucket-not-started` when the server refuses
 */
export async function ensureContainer(record: BucketRecord, key: Secret, signal: AbortSignal): Promise<boolean> {
  const seen = await lookAtContainer(record, key, signal);
  if (seen.key === "changed") return false;
  if (seen.container === "missing") {
    const { status } = await askAccount(record, key, { method: "PUT" }, signal);
    if (status === 201 || status === 409) return true; // made, or there by now
    throw refused(record, "make", status);
  }
  if (seen.public === AS_MADE.public) return true;
  const parameters = { comp: "acl" };
  const policies = await askAccount(record, key, { method: "GET", parameters }, signal);
  const { status } = await askAccount(record, key, { method: "PUT", parameters, body: policies.body }, signal);
  if (status !== 200) throw refused(record, "close", status);
  return true;
}

function refused(record: BucketRecord, what: string, status: number): LocalEngineError {
  return new LocalEngineError({
    code: "engine-local/bucket-not-started",
    kind: "fault",
    message: `The storage of ${record.address} (Azurite) refuses to ${what} the container ${record.container}: HTTP ${status}.`,
    hint: "Run the command again. Where it happens again, destroy the bucket by name and apply.",
  });
}
