import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { isJsonObject, type Json, type JsonObject } from "@towpath/core";

const require = createRequire(import.meta.url);

/** What an editor asks the YAML language server, over the Language Server Protocol. */
export interface LanguageServer {
  /** Opens a text under a path, as an editor does, and gives what the server says is wrong with it. */
  diagnose(path: string, text: string): Promise<readonly string[]>;
  /** What is proposed where the text holds `‸`, with what is inserted and what is said of it. */
  complete(path: string, text: string): Promise<readonly Proposal[]>;
  /** What is shown where the text holds `‸`. */
  hover(path: string, text: string): Promise<string>;
  close(): Promise<void>;
}

export interface Proposal {
  readonly label: string;
  readonly inserted: string;
  readonly text: string;
}

/** Where the pointer is in a text. */
export const CURSOR = "‸";

const ANSWER_LIMIT_MS = 15_000;

/** Starts the language server that VS Code's YAML extension runs. It is told to look at no catalogue on the network. */
export async function languageServer(): Promise<LanguageServer> {
  const home = dirname(require.resolve("yaml-language-server/package.json"));
  const child = spawn(process.execPath, [join(home, "bin/yaml-language-server"), "--stdio"], {
    stdio: ["pipe", "pipe", "ignore"],
  });
  const ended = new Promise<void>((resolve) => child.on("close", () => resolve()));
  const answers = new Map<number, (message: JsonObject) => void>();
  const published = new Map<string, (messages: readonly string[]) => void>();
  let [lastId, lastVersion, received] = [0, 0, Buffer.alloc(0)];

  const send = (message: JsonObject): void => {
    const body = Buffer.from(JSON.stringify({ jsonrpc: "2.0", ...message }));
    child.stdin.write(Buffer.concat([Buffer.from(`Content-Length: ${body.length}\r\n\r\n`), body]));
  };
  const ask = async (method: string, params: JsonObject): Promise<Json> => {
    lastId += 1;
    const id = lastId;
    const answer = new Promise<JsonObject>((resolve) => answers.set(id, resolve));
    send({ id, method, params });
    const { result = null, error } = await inTime(answer, method);
    if (error) throw new Error(`${method}: ${JSON.stringify(error)}`);
    return result;
  };
  const take = (message: JsonObject): void => {
    const { id, method, params } = message;
    if (typeof method === "string" && typeof id === "number")
      send({ id, result: method === "workspace/configuration" ? configuration(params) : null });
    else if (typeof id === "number") answers.get(id)?.(message);
    else if (method === "textDocument/publishDiagnostics" && isJsonObject(params))
      published.get(String(params["uri"]))?.(
        list(params["diagnostics"]).map((one) => (isJsonObject(one) ? String(one["message"]) : "")),
      );
  };
  child.stdout.on("data", (chunk: Buffer) => {
    received = Buffer.concat([received, chunk]);
    for (let next = firstMessage(received); next; next = firstMessage(received)) {
      received = received.subarray(next.end);
      take(next.message);
    }
  });
  const opened = new Set<string>();
  const open = (path: string, text: string): string => {
    const uri = pathToFileURL(path).href;
    lastVersion += 1;
    if (opened.has(uri))
      send({
        method: "textDocument/didChange",
        params: { textDocument: { uri, version: lastVersion }, contentChanges: [{ text }] },
      });
    else
      send({
        method: "textDocument/didOpen",
        params: { textDocument: { uri, languageId: "yaml", version: lastVersion, text } },
      });
    opened.add(uri);
    return uri;
  };
  const askAt = (method: string, path: string, marked: string): Promise<Json> => {
    const before = marked.slice(0, marked.indexOf(CURSOR)).split("\n");
    const position = { line: before.length - 1, character: before.at(-1)?.length ?? 0 };
    return ask(method, { textDocument: { uri: open(path, marked.replace(CURSOR, "")) }, position });
  };

  await ask("initialize", { processId: process.pid, rootUri: null, capabilities: CAPABILITIES });
  send({ method: "initialized", params: {} });
  send({ method: "workspace/didChangeConfiguration", params: { settings: { yaml: SETTINGS } } });

  return {
    diagnose: (path, text) => {
      const said = new Promise<readonly string[]>((resolve) => published.set(pathToFileURL(path).href, resolve));
      open(path, text);
      return inTime(said, "diagnostics");
    },
    complete: async (path, text) => {
      const answer = await askAt("textDocument/completion", path, text);
      const items = isJsonObject(answer) ? list(answer["items"]) : list(answer);
      return items.flatMap((item) => (isJsonObject(item) ? proposal(item) : []));
    },
    hover: async (path, text) => {
      const answer = await askAt("textDocument/hover", path, text);
      const contents = isJsonObject(answer) ? answer["contents"] : undefined;
      return contents !== undefined && isJsonObject(contents) ? String(contents["value"]) : "";
    },
    close: async () => {
      await ask("shutdown", {});
      send({ method: "exit" });
      await ended;
    },
  };
}

const CAPABILITIES = {
  textDocument: {
    completion: { completionItem: { snippetSupport: true, documentationFormat: ["markdown", "plaintext"] } },
    hover: { contentFormat: ["markdown"] },
  },
  workspace: { configuration: true, didChangeConfiguration: { dynamicRegistration: false } },
};

const SETTINGS = {
  validate: true,
  hover: true,
  completion: true,
  schemaStore: { enable: false },
  kubernetesCRDStore: { enable: false },
  schemas: {},
};

function configuration(params: Json | undefined): Json {
  const items = params !== undefined && isJsonObject(params) ? list(params["items"]) : [];
  return items.map((item) => (isJsonObject(item) && item["section"] === "yaml" ? SETTINGS : {}));
}

function proposal(item: JsonObject): Proposal {
  const { label, insertText, documentation = "", textEdit } = item;
  const edit = textEdit !== undefined && isJsonObject(textEdit) ? textEdit["newText"] : undefined;
  const text = isJsonObject(documentation) ? documentation["value"] : documentation;
  return { label: String(label), inserted: String(edit ?? insertText ?? label), text: String(text) };
}

function firstMessage(bytes: Buffer): { readonly message: JsonObject; readonly end: number } | undefined {
  const start = bytes.indexOf("\r\n\r\n") + 4;
  if (start < 4) return undefined;
  const length = Number(/Content-Length: (\d+)/i.exec(bytes.subarray(0, start).toString("latin1"))?.[1]);
  if (bytes.length < start + length) return undefined;
  const message: unknown = JSON.parse(bytes.subarray(start, start + length).toString("utf8"));
  return { message: isJsonObject(message) ? message : {}, end: start + length };
}

function list(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? value : [];
}

async function inTime<T>(answer: Promise<T>, what: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`No answer in time: ${what}`)), ANSWER_LIMIT_MS);
  });
  return Promise.race([answer, late]).finally(() => clearTimeout(timer));
}
