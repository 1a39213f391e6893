import type { IncomingMessage, ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { isJson, type Json } from "@towpath/core";
import type { GitHubFault } from "./faults.ts";
import type { Outgoing } from "./outgoing.ts";

/** The JSON of a request; `unreadable` for what is none. */
export async function bodyOf(request: IncomingMessage): Promise<{ readonly json: Json | undefined } | "unreadable"> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const text = Buffer.concat(chunks).toString("utf8");
  if (text === "") return { json: undefined };
  try {
    const json: unknown = JSON.parse(text);
    return isJson(json) ? { json } : "unreadable";
  } catch {
    return "unreadable";
  }
}

/** Sends an answer, or what is left of it by a fault. */
export async function send(
  response: ServerResponse,
  sent: Outgoing | undefined,
  fault: GitHubFault | undefined,
  signal: AbortSignal,
): Promise<void> {
  const { status = 500, headers = {}, body = "" } = sent ?? {};
  const bytes = Buffer.from(body);
  const length = { "content-length": String(bytes.length) };
  switch (fault?.kind) {
    case "hang":
      return;
    case "reset":
      response.socket?.resetAndDestroy();
      return;
    case "half":
      response.writeHead(status, { ...headers, ...length });
      response.write(bytes.subarray(0, Math.floor(bytes.length / 2)), () => response.destroy());
      return;
    case "page":
      response.writeHead(200, { "content-type": "text/html" }).end("<html><body>Sign in to the network</body></html>");
      return;
    case "answer": {
      const isText = typeof fault.body === "string";
      const type = { "content-type": isText ? "text/html" : "application/json; charset=utf-8" };
      response.writeHead(fault.status, { ...type, ...fault.headers });
      response.end(isText ? fault.body : JSON.stringify(fault.body ?? null));
      return;
    }
    case "slow":
      await sleep(fault.ms, undefined, { signal });
  }
  response.writeHead(status, { ...headers, ...length }).end(bytes);
}
