import { createHash, timingSafeEqual } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { isJsonObject, type JsonObject } from "@towpath/core";
import { formatHolder } from "@towpath/provisioning";
import { TerraformError } from "../errors.ts";
import type { StateKeeper } from "./state-keeper.ts";
import { LARGEST_STATE_BYTES } from "./stored-state.ts";

/** Where the state is, below the server's address. */
export const STATE_PATH = "/state";
/** A lock is described in some hundred bytes. */
const LARGEST_LOCK_BYTES = 64 * 1024;
/** For a request to arrive, not for its answer: a store may be slow. */
const REQUEST_MS = 60_000;

/** How it is told from everybody else on the machine who asks. */
export interface LoopbackAccess {
  readonly user: string;
  readonly password: string;
}

/** What an error is answered with. None of it is tried again by Terraform: that was done already. */
const STATUS: Readonly<Record<string, number>> = {
  "engine-terraform/state-conflict": 409,
  "engine-terraform/state-damaged": 422,
  "engine-terraform/state-locked": 423,
  "engine-terraform/state-newer": 422,
  "engine-terraform/state-read-only": 405,
  "engine-terraform/state-too-large": 413,
};
const FAILED = 424;

/**
 * The server of a state, in the protocol of Terraform's `http` backend: GET, POST, LOCK, UNLOCK.
 *
 * @param onFailure is told what was refused or failed, and undefined once a request of the same kind went well
 * @see https://developer.hashicorp.com/terraform/language/backend/http
 */
export function loopbackServer(
  keeper: StateKeeper,
  access: LoopbackAccess,
  onFailure: (method: string, error: Error | undefined) => void,
): Server {
  const server = createServer({ requestTimeout: REQUEST_MS, headersTimeout: REQUEST_MS }, (request, response) => {
    const { method = "" } = request;
    answer(request, response, keeper, access).then(
      () => onFailure(method, undefined),
      (error: unknown) => {
        const failure = error instanceof Error ? error : new Error("something that is no error was thrown");
        if (!(error instanceof Refused)) onFailure(method, failure);
        const status = error instanceof Refused ? error.status : statusOf(failure);
        say(response, status, status === 423 ? lockInfo(keeper) : undefined);
        if (!request.complete) request.destroy();
      },
    );
  });
  server.on("clientError", (_error, socket) => socket.destroy());
  return server;
}

/** What is asked by somebody or something else than our Terraform: it says nothing about the state. */
class Refused extends Error {
  override readonly name = "Refused";
  readonly status: number;

  constructor(status: number) {
    super(`refused with ${status}`);
    this.status = status;
  }
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  keeper: StateKeeper,
  access: LoopbackAccess,
): Promise<void> {
  requireOurs(request, access);
  const { pathname, searchParams } = new URL(request.url ?? "/", "http://127.0.0.1");
  if (pathname !== STATE_PATH) throw new Refused(404);
  switch (request.method) {
    case "GET": {
      const bytes = await keeper.read();
      return say(response, bytes ? 200 : 204, bytes);
    }
    case "POST": {
      const bytes = await bodyOf(request, LARGEST_STATE_BYTES);
      requireWhole(request, bytes);
      await keeper.write(bytes, searchParams.get("ID") ?? undefined);
      return say(response, 200);
    }
    case "LOCK": {
      const info = parseLock(await bodyOf(request, LARGEST_LOCK_BYTES));
      await keeper.lock({ id: textOf(info, "ID"), operation: textOf(info, "Operation") });
      return say(response, 200);
    }
    case "UNLOCK": {
      // `force-unlock` sends nothing: it takes the lock from whoever has it, and who had it is refused at its next write.
      const body = await bodyOf(request, LARGEST_LOCK_BYTES);
      await keeper.unlock(body.length === 0 ? undefined : textOf(parseLock(body), "ID"));
      return say(response, 200);
    }
    default:
      throw new Refused(405);
  }
}

/** A page in a browser can ask 127.0.0.1, too: under another name, and without the password. */
function requireOurs(request: IncomingMessage, { user, password }: LoopbackAccess): void {
  if (request.headers.host !== `127.0.0.1:${request.socket.localPort}`) throw new Refused(421);
  const given = sha256(request.headers.authorization ?? "");
  const expected = sha256(`Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`);
  if (!timingSafeEqual(given, expected)) throw new Refused(401);
}

async function bodyOf(request: IncomingMessage, largest: number): Promise<Uint8Array> {
  const tooLarge = () =>
    new TerraformError({
      code: "engine-terraform/state-too-large",
      message: `Terraform's state is larger than ${largest / 1024 / 1024} MiB, the most that is taken.`,
      hint: "Place some of the service's resources on another engine, or give this one a backend of its own.",
    });
  if (Number(request.headers["content-length"] ?? 0) > largest) throw tooLarge();
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request) {
    const bytes = Buffer.from(chunk);
    length += bytes.length;
    if (length > largest) throw tooLarge();
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
}

/** Terraform sends the MD5 of a state with it. */
function requireWhole(request: IncomingMessage, bytes: Uint8Array): void {
  const { "content-md5": expected } = request.headers;
  if (typeof expected !== "string") return;
  if (createHash("md5").update(bytes).digest("base64") !== expected) throw new Refused(400);
}

function parseLock(bytes: Uint8Array): JsonObject {
  try {
    const value: unknown = JSON.parse(Buffer.from(bytes).toString("utf8"));
    if (isJsonObject(value) && typeof value["ID"] === "string" && value["ID"] !== "") return value;
  } catch {
    // It is refused like anything else that is no lock.
  }
  throw new Refused(400);
}

function textOf(info: JsonObject, name: string): string {
  const value = info[name];
  return typeof value === "string" ? value : "";
}

function lockInfo(keeper: StateKeeper): Uint8Array {
  const { id, operation } = keeper.locked ?? { id: "", operation: "" };
  return Buffer.from(JSON.stringify({ ID: id, Operation: operation, Who: formatHolder(keeper.holder) }));
}

function statusOf(error: Error): number {
  return error instanceof TerraformError ? (STATUS[error.code] ?? FAILED) : FAILED;
}

function say(response: ServerResponse, status: number, body?: Uint8Array): void {
  if (response.headersSent || response.destroyed) return;
  response.writeHead(status, {
    "content-length": body?.length ?? 0,
    ...(body ? { "content-type": "application/json" } : {}),
    ...(status === 413 ? { connection: "close" } : {}),
  });
  response.end(body);
}

function sha256(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
