import { Problem } from "./problem.js";

const MAX_JSON_BYTES = 64 * 1024;

/**
 * @param {import("node:http").IncomingMessage} request
 * @param {number} max in bytes
 */
export async function readBytes(request, max) {
  const chunks = [];
  let bytes = 0;
  // The request stays open when it is too large: the client must be able to read why.
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    bytes += chunk.length;
    if (bytes > max) throw new Problem(413, "Too large", `At most ${max} bytes are taken.`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** @param {import("node:http").IncomingMessage} request */
export async function readJson(request) {
  const bytes = await readBytes(request, MAX_JSON_BYTES);
  try {
    return JSON.parse(bytes.toString("utf8"));
  } catch {
    throw new Problem(400, "Not JSON", "The body must be a JSON document.");
  }
}
