import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { createSign, generateKeyPairSync, randomUUID } from "node:crypto";
import { accessSync, constants } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { type AddressInfo, createServer as createSocketServer } from "node:net";
import { delimiter, join } from "node:path";

/** The program of the CNCF's Distribution: Debian calls it docker-registry. */
const PROGRAMS = ["docker-registry", "registry"];
let answer: { readonly path: string | undefined } | undefined;

/**
 * A registry's program on this machine, or undefined: says so once, for a test that skips itself without it.
 *
 * @throws {Error} where there is none and the tests need one: `TOWPATH_NEEDS_REGISTRY` is set
 */
export function registryHere(): string | undefined {
  answer ??= { path: found() };
  if (answer.path !== undefined) return answer.path;
  if (process.env["TOWPATH_NEEDS_REGISTRY"])
    throw new Error(
      "There is no docker-registry on the PATH, and these tests need one: apt-get install docker-registry.",
    );
  process.stderr.write("There is no docker-registry on the PATH: tests with a real registry are skipped.\n");
  return undefined;
}

function found(): string | undefined {
  const folders = [...(process.env["PATH"] ?? "").split(delimiter), "/usr/bin", "/usr/local/bin"].filter(Boolean);
  return folders.flatMap((folder) => PROGRAMS.map((name) => join(folder, name))).find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** A registry that runs, and who may do what there. */
export interface RunningRegistry {
  /** `127.0.0.1:PORT` */
  readonly host: string;
  readonly folder: string;
  /** What its token server was asked, with the `authorization` of each request. */
  readonly tokenRequests: readonly { readonly url: URL; readonly authorization: string; readonly body: string }[];
  stop(): Promise<void>;
}

export interface RegistryOptions {
  /** `token`: it wants a token from a server beside it, which gives one to `ann` with the password `s3cret:word`. */
  readonly access?: "open" | "basic" | "token";
  /** False where nothing can be removed. */
  readonly allowsRemoval?: boolean;
}

/** The password of `ann`. */
export const PASSWORD = "s3cret:word";
/** What `docker login` would have got for it. */
export const IDENTITY = "identity-of-ann-0123456789";

/** Starts a real registry on loopback, with all that it has below the folder. */
export async function startRegistry(
  program: string,
  folder: string,
  { access = "open", allowsRemoval = true }: RegistryOptions = {},
): Promise<RunningRegistry> {
  await mkdir(folder, { recursive: true });
  const port = await freePort();
  const tokens = access === "token" ? await startTokenServer(folder) : undefined;
  const auth: Record<string, unknown> =
    access === "basic" ? { auth: { htpasswd: { realm: "the test", path: await htpasswd(folder) } } } : {};
  const config = {
    version: "0.1",
    log: { level: "error" },
    storage: { filesystem: { rootdirectory: join(folder, "data") }, delete: { enabled: allowsRemoval } },
    http: { addr: `127.0.0.1:${port}`, secret: "only a test's" },
    ...(tokens ? { auth: { token: { ...tokens.config } } } : auth),
  };
  const path = join(folder, "config.yml");
  await writeFile(path, JSON.stringify(config)); // which is YAML, too
  const child = spawn(program, ["serve", path], {
    stdio: ["ignore", "ignore", "pipe"],
    env: { PATH: process.env["PATH"] },
  });
  let printed = "";
  child.stderr.on("data", (chunk: Buffer) => {
    printed += chunk.toString();
  });
  const host = `127.0.0.1:${port}`;
  await untilItAnswers(`http://${host}/v2/`, child, () => printed);
  return {
    host,
    folder: join(folder, "data"),
    tokenRequests: tokens?.requests ?? [],
    async stop() {
      const ended = new Promise((resolve) => child.once("exit", resolve));
      child.kill();
      await ended;
      await tokens?.close();
    },
  };
}

async function untilItAnswers(url: string, child: ChildProcess, printed: () => string): Promise<void> {
  for (let tries = 0; tries < 200; tries += 1) {
    if (child.exitCode !== null) throw new Error(`The registry ended: ${printed()}`);
    const response = await fetch(url).catch(() => undefined);
    await response?.body?.cancel();
    if (response && [200, 401].includes(response.status)) return;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error(`The registry does not answer: ${printed()}`);
}

async function freePort(): Promise<number> {
  const server = createSocketServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const { port } = addressOf(server.address());
  await new Promise((resolve) => server.close(resolve));
  return port;
}

function addressOf(address: AddressInfo | string | null): AddressInfo {
  if (address === null || typeof address === "string") throw new Error("A server on loopback has a port.");
  return address;
}

/** Apache's format with bcrypt, which is the one that the registry reads. */
async function htpasswd(folder: string): Promise<string> {
  const path = join(folder, "htpasswd");
  // bcrypt of PASSWORD, made once: nothing here makes one.
  await writeFile(path, "ann:$2a$05$abcdefghijklmnopqrstuu2JDQLR7mbHhdpill4/jMLDoVbsBhlUi\n");
  return path;
}

async function startTokenServer(folder: string) {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const keyFile = join(folder, "token.key");
  const certificate = join(folder, "token.crt");
  await writeFile(keyFile, privateKey.export({ type: "pkcs8", format: "pem" }));
  const subject = ["-subj", "/CN=the test", "-days", "2"];
  execFileSync("openssl", ["req", "-x509", "-new", "-key", keyFile, ...subject, "-out", certificate], {
    stdio: "pipe",
  });
  const chain = execFileSync("openssl", ["x509", "-in", certificate, "-outform", "DER"]).toString("base64");
  const requests: { readonly url: URL; readonly authorization: string; readonly body: string }[] = [];
  const service = "the test's registry";

  const sign = (scope: string): string => {
    const [type = "", name = "", actions = ""] = scope.split(":");
    const now = Math.floor(Date.now() / 1000);
    const claims = {
      iss: "the test",
      sub: "ann",
      aud: service,
      exp: now + 300,
      nbf: now - 10,
      iat: now,
      jti: randomUUID(),
      access: scope === "" ? [] : [{ type, name, actions: actions.split(",") }],
    };
    const head = { typ: "JWT", alg: "RS256", x5c: [chain] };
    const text = [head, claims].map((part) => Buffer.from(JSON.stringify(part)).toString("base64url")).join(".");
    return `${text}.${createSign("sha256").update(text).sign(privateKey).toString("base64url")}`;
  };

  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) if (Buffer.isBuffer(chunk)) chunks.push(chunk);
    const body = Buffer.concat(chunks).toString();
    const url = new URL(request.url ?? "", "http://127.0.0.1");
    const authorization = request.headers.authorization ?? "";
    requests.push({ url, authorization, body });
    const form = new URLSearchParams(body);
    const isKnown =
      authorization === `Basic ${Buffer.from(`ann:${PASSWORD}`).toString("base64")}` ||
      (form.get("grant_type") === "refresh_token" && form.get("refresh_token") === IDENTITY);
    if (!isKnown) {
      response.writeHead(401).end(JSON.stringify({ errors: [{ code: "UNAUTHORIZED", message: "who are you?" }] }));
      return;
    }
    const scope = form.get("scope") ?? url.searchParams.get("scope") ?? "";
    const token = sign(scope);
    response.end(JSON.stringify(form.size > 0 ? { access_token: token } : { token, expires_in: 300 }));
  }).listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const { port } = addressOf(server.address());
  return {
    requests,
    config: { realm: `http://127.0.0.1:${port}/token`, service, issuer: "the test", rootcertbundle: certificate },
    close: () => new Promise((resolve) => server.close(resolve)),
  };
}
