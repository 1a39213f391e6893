import { createHmac } from "node:crypto";
import { Agent, request } from "node:http";
import type { Secret } from "@towpath/core";
import { endpointOf } from "./azurite.ts";
import type { BucketRecord } from "./bucket-record.ts";

const VERSION = "2024-11-04";
const LIMIT_MS = 10_000;
/** Longer than any list of access policies. */
const LONGEST_ANSWER = 1_000_000;

/** What is asked of a bucket's server, about its container. */
export interface AccountRequest {
  readonly method: "GET" | "HEAD" | "PUT";
  /** Beside `restype=container`. */
  readonly parameters?: Readonly<Record<string, string>> | undefined;
  /** Names in lower case. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly body?: string | undefined;
}

export interface AccountAnswer {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: string;
}

/**
 * One signed request, made by hand: Azure's client loads for 180 ms, and would send it to the proxy that a company's
 * HTTP_PROXY names. The signature is Shared Key:
 * https://learn.microsoft.com/rest/api/storageservices/authorize-with-shared-key
 */
export function askAccount(
  record: BucketRecord,
  key: Secret,
  { method, parameters = {}, headers = {}, body = "" }: AccountRequest,
  signal: AbortSignal,
): Promise<AccountAnswer> {
  const asked = { ...parameters, restype: "container" };
  const ours = { ...headers, "x-ms-date": new Date().toUTCString(), "x-ms-version": VERSION };
  const length = Buffer.byteLength(body);
  const type = body === "" ? "" : "application/xml";
  const toSign = [
    method,
    "", // encoding
    "", // language
    length === 0 ? "" : String(length),
    "", // digest
    type,
    ...Array.from({ length: 6 }, () => ""), // date, conditions, range
    ...sorted(ours).map(([name, value]) => `${name}:${value}`),
    // The account stands twice: once as the owner, once in the path of an emulator.
    `/${record.account}/${record.account}/${record.container}`,
    ...sorted(asked).map(([name, value]) => `${name}:${value}`),
  ].join("\n");
  const signature = createHmac("sha256", Buffer.from(key.reveal(), "base64")).update(toSign, "utf8").digest("base64");
  const url = `${endpointOf(record)}/${record.container}?${new URLSearchParams(asked)}`;
  const sent = {
    ...ours,
    authorization: `SharedKey ${record.account}:${signature}`,
    "content-length": String(length),
    ...(type === "" ? {} : { "content-type": type }),
  };
  return send(url, method, sent, body, AbortSignal.any([signal, AbortSignal.timeout(LIMIT_MS)]));
}

function sorted(values: Readonly<Record<string, string>>): readonly (readonly [string, string])[] {
  return Object.entries(values).sort(([a], [b]) => (a < b ? -1 : 1));
}

/** Straight to this machine, whatever proxy the environment names. */
function send(
  url: string,
  method: string,
  headers: Readonly<Record<string, string>>,
  body: string,
  signal: AbortSignal,
): Promise<AccountAnswer> {
  return new Promise((resolve, reject) => {
    const outgoing = request(url, { method, headers, signal, agent: new Agent() }, (response) => {
      let text = "";
      response.setEncoding("utf8");
      response.on("data", (chunk: string) => {
        if (text.length < LONGEST_ANSWER) text += chunk;
      });
      response.once("end", () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text }));
      response.once("error", reject);
    });
    outgoing.once("error", reject);
    outgoing.end(body);
  });
}
