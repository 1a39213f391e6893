import { randomBytes, randomUUID } from "node:crypto";
import { createServer, type IncomingMessage } from "node:http";
import { isJson, isJsonObject, type Json, type JsonObject } from "@towpath/core";

/** A name server on loopback, as the drivers of the example platform talk to one. */
export interface NameServer {
  readonly url: string;
  readonly token: string;
  /** By id. */
  readonly records: Map<string, JsonObject>;
  /** What is answered in place of everything, until it is taken back. */
  failWith(status: number | undefined): void;
  close(): Promise<void>;
}

export async function nameServer(): Promise<NameServer> {
  const records = new Map<string, JsonObject>();
  const token = randomBytes(12).toString("hex");
  let failure: number | undefined;

  async function answer(request: IncomingMessage): Promise<readonly [status: number, body?: Json]> {
    if (failure !== undefined) return [failure, "not now"];
    if (request.headers.authorization !== `Bearer ${token}`) return [401, "who are you?"];
    const url = new URL(request.url ?? "/", "http://localhost");
    const [, , id = "", part] = url.pathname.split("/");
    const present = records.get(id);
    const body = await bodyOf(request);
    if (url.pathname === "/all") return [200, [...records.values()].map(({ owner = null }) => owner)];
    if (request.method === "POST" && id === "") {
      const made = { ...body, id: randomUUID() };
      records.set(made.id, made);
      return [201, made];
    }
    if (request.method === "GET" && id === "")
      return [200, [...records.values()].filter(({ owner }) => owner === url.searchParams.get("owner"))];
    if (!present) return [404];
    if (request.method === "GET") return [200, present];
    if (request.method === "POST" && part === "key") return [200, { key: randomBytes(16).toString("hex") }];
    if (request.method === "PUT") {
      records.set(id, { ...present, ...body });
      return [200, { ...present, ...body }];
    }
    records.delete(id);
    return [204];
  }

  const server = createServer((request, response) => {
    answer(request).then(([status, body]) => {
      response.writeHead(status, { "content-type": "application/json" });
      response.end(body === undefined ? undefined : JSON.stringify(body));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" && address ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    token,
    records,
    failWith: (status) => {
      failure = status;
    },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

async function bodyOf(request: IncomingMessage): Promise<JsonObject> {
  let text = "";
  for await (const chunk of request) text += String(chunk);
  const value: unknown = text === "" ? {} : JSON.parse(text);
  return isJson(value) && isJsonObject(value) ? value : {};
}
