import { createHmac } from "node:crypto";
import { Agent, request } from "node:http";
import type { Secret } from "@towpath/core";
import { LocalEngineError } from "../errors.ts";
import { endpointOf } from "./azurite.ts";
import type { BucketRecord } from "./bucket-record.ts";

const VERSION = "2024-11-04";
const LIMIT_MS = 10_000;

/**
 * Makes the bucket's container unless it is there; only the account's key opens it.
 *
 * One signed request, made by hand: Azure's client loads for 180 ms, and would send it to the proxy that a company's
 * HTTP_PROXY names. The signature is Shared Key:
 * https://learn.microsoft.com/rest/api/storageservices/authorize-with-shared-key
 *
 * @throws {LocalEngineError} `engine-local/bucket-not-started` when the server refuses
 */
export async function ensureContainer(record: BucketRecord, key: Secret, signal: AbortSignal): Promise<void> {
  const path = `/${record.account}/${record.container}`;
  const headers = { "x-ms-date": new Date().toUTCString(), "x-ms-version": VERSION };
  const canonicalHeaders = Object.entries(headers).map(([name, value]) => `${name}:${value}\n`);
  // The account stands twice: once as the owner, once in the path of an emulator.
  const resource = `/${record.account}${path}\nrestype:container`;
  const toSign = `PUT\n${"\n".repeat(11)}${canonicalHeaders.join("")}${resource}`;
  const signature = createHmac("sha256", Buffer.from(key.reveal(), "base64")).update(toSign, "utf8").digest("base64");

  const status = await put(
    `${endpointOf(record)}/${record.container}?restype=container`,
    { ...headers, authorization: `SharedKey ${record.account}:${signature}`, "content-length": "0" },
    AbortSignal.any([signal, AbortSignal.timeout(LIMIT_MS)]),
  );
  if (status === 201 || status === 409) return; // made, or there already
  throw new LocalEngineError({
    code: "engine-local/bucket-not-started",
    kind: "fault",
    message: `The storage of ${record.address} (Azurite) refuses to make the container ${record.container}: HTTP ${status}.`,
    hint: "Run the command again. Where it happens again, destroy the bucket by name and apply.",
  });
}

/** The status of a request that goes straight to this machine, whatever proxy the environment names. */
function put(url: string, headers: Readonly<Record<string, string>>, signal: AbortSignal): Promise<number> {
  return new Promise((resolve, reject) => {
    const outgoing = request(url, { method: "PUT", headers, signal, agent: new Agent() }, (response) => {
      response.resume();
      response.once("end", () => resolve(response.statusCode ?? 0));
      response.once("error", reject);
    });
    outgoing.once("error", reject);
    outgoing.end();
  });
}
