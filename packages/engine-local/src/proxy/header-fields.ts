import type { IncomingMessage } from "node:http";

/**
 * Says which artifact answered, set by the proxy alone: a service cannot claim to be another. In a request it asks for an
 * artifact, which matters while two are served.
 */
const DIGEST_FIELD = "towpath-digest";

/** Fields that belong to one connection: RFC 9110, 7.6.1, and the two that browsers and old proxies added. */
const HOP_BY_HOP = new Set([
  "connection",
  "keep-alive",
  "proxy-authenticate",
  "proxy-authorization",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);

/** Answered or written by the proxy itself. */
const REPLACED_IN_REQUESTS = new Set([
  DIGEST_FIELD,
  "expect",
  "forwarded",
  "x-forwarded-for",
  "x-forwarded-host",
  "x-forwarded-port",
  "x-forwarded-proto",
]);
const REPLACED_IN_RESPONSES = new Set([DIGEST_FIELD]);

/** A `Connection` field may name any field as its own, but not take a message's length or destination away. */
const NEVER_DROPPED = new Set(["content-length", "host"]);

/** A request has a body when it says how long it is: RFC 9112, 6.3. */
export function hasBody(request: IncomingMessage): boolean {
  const { "content-length": length, "transfer-encoding": coding } = request.headers;
  return coding !== undefined || (length !== undefined && length !== "0");
}

/**
 * The fields of a request for the service, names and values in turn. What a visitor says about who forwarded the request is
 * replaced by what the proxy knows.
 */
export function requestFields(request: IncomingMessage): string[] {
  const fields = endToEnd(request.rawHeaders, REPLACED_IN_REQUESTS);
  const { host = "" } = request.headers;
  fields.push("x-forwarded-for", request.socket.remoteAddress ?? "", "x-forwarded-host", host);
  fields.push("x-forwarded-proto", "http", "x-forwarded-port", String(request.socket.localPort ?? ""));
  // Left to itself, Node sends the body of a GET without any framing, and its bytes would be read as the next request.
  if (request.headers["transfer-encoding"] !== undefined) fields.push("transfer-encoding", "chunked");
  else if (request.headers["content-length"] === undefined && mayHaveBody(request)) fields.push("content-length", "0");
  return fields;
}

/** The digest of the artifact that a request is for, where it asks for one. */
export function wantedArtifact({ headers }: IncomingMessage): string | undefined {
  const wanted = headers[DIGEST_FIELD];
  return typeof wanted === "string" ? wanted : undefined;
}

/** The fields of a response for the visitor, names and values in turn. */
export function responseFields(response: IncomingMessage, digest: string): string[] {
  return [...endToEnd(response.rawHeaders, REPLACED_IN_RESPONSES), DIGEST_FIELD, digest];
}

function mayHaveBody(request: IncomingMessage): boolean {
  return request.method === "POST" || request.method === "PUT" || request.method === "PATCH";
}

function endToEnd(raw: readonly string[], replaced: ReadonlySet<string>): string[] {
  const fields: [name: string, value: string][] = [];
  const nominated = new Set<string>();
  for (let index = 0; index + 1 < raw.length; index += 2) {
    const [name = "", value = ""] = [raw[index], raw[index + 1]];
    fields.push([name, value]);
    if (name.toLowerCase() !== "connection") continue;
    for (const option of value.toLowerCase().split(",")) nominated.add(option.trim());
  }
  return fields
    .filter(([name]) => {
      const field = name.toLowerCase();
      if (NEVER_DROPPED.has(field)) return true;
      return !HOP_BY_HOP.has(field) && !nominated.has(field) && !replaced.has(field);
    })
    .flat();
}
