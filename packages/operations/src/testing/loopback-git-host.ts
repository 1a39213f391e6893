import { execFileSync, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer } from "node:https";
import { join } from "node:path";
import { temporaryFolder } from "./temporary-folder.ts";

/** A host of git repositories on this machine, with a certificate that nobody knows. */
export interface LoopbackGitHost extends AsyncDisposable {
  readonly url: string;
  /** The file of its certificate, for GIT_SSL_CAINFO. */
  readonly certificate: string;
  /** Methods and paths that were asked for. */
  readonly requests: string[];
  /** Wants this user and password from now on. */
  protect(user: string, password: string): void;
  /** Takes requests and answers none from now on. */
  stall(): void;
}

/** Serves the repositories below a folder with git's own `git http-backend`. */
export async function loopbackGitHost(root: string): Promise<LoopbackGitHost> {
  const folder = temporaryFolder("git-host");
  const [key, certificate] = [join(folder, "key.pem"), join(folder, "certificate.pem")];
  const subject = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"];
  const made = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-keyout", key, "-out", certificate];
  execFileSync("openssl", [...made, ...subject], { stdio: "pipe" });
  const requests: string[] = [];
  let wanted: string | undefined;
  let isStalled = false;
  const server = createServer({ key: readFileSync(key), cert: readFileSync(certificate) }, (request, response) => {
    requests.push(`${request.method} ${request.url}`);
    if (isStalled) return;
    if (wanted !== undefined && request.headers.authorization !== wanted) {
      response.writeHead(401, { "www-authenticate": 'Basic realm="git"' }).end();
      return;
    }
    runBackend(root, request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  return {
    url: `https://localhost:${typeof address === "object" ? address?.port : ""}`,
    certificate,
    requests,
    protect: (user, password) => {
      wanted = `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`;
    },
    stall: () => {
      isStalled = true;
    },
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

/** CGI, as far as `git http-backend` speaks it: https://git-scm.com/docs/git-http-backend */
function runBackend(root: string, request: IncomingMessage, response: ServerResponse): void {
  const { pathname, search } = new URL(request.url ?? "/", "https://localhost");
  const backend = spawn("git", ["-c", "safe.directory=*", "http-backend"], {
    env: {
      PATH: process.env["PATH"],
      GIT_PROJECT_ROOT: root,
      GIT_HTTP_EXPORT_ALL: "1",
      PATH_INFO: pathname,
      QUERY_STRING: search.slice(1),
      REQUEST_METHOD: request.method,
      CONTENT_TYPE: request.headers["content-type"],
      HTTP_CONTENT_ENCODING: request.headers["content-encoding"],
      GIT_PROTOCOL: String(request.headers["git-protocol"] ?? ""),
    },
    stdio: ["pipe", "pipe", "ignore"],
  });
  request.pipe(backend.stdin);
  const chunks: Buffer[] = [];
  backend.stdout.on("data", (chunk: Buffer) => chunks.push(chunk));
  backend.on("close", () => {
    const answer = Buffer.concat(chunks);
    const end = answer.indexOf("\r\n\r\n");
    for (const line of answer.subarray(0, end).toString().split("\r\n")) {
      const [name = "", value = ""] = line.split(/:\s*/, 2);
      if (name.toLowerCase() === "status") response.statusCode = Number.parseInt(value, 10);
      else response.setHeader(name, value);
    }
    response.end(answer.subarray(end + 4));
  });
}
