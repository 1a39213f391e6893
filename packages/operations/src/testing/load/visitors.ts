import { Agent, type IncomingMessage, type RequestOptions, request } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { socketVisitor } from "./socket-visitor.ts";
import { instant, type Visit } from "./visit.ts";

/** What a visitor asks again and again. */
export interface Question {
  readonly method: "GET" | "POST";
  readonly path: string;
  readonly body?: string | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** A new connection for each request; else one that is kept. */
  readonly closes?: boolean | undefined;
  /** @returns what is wrong with an answer with a status from 200 to 299 */
  check?(body: string): string | undefined;
}

export interface Visitors {
  /** How many requests are under way at most. */
  readonly count: number;
  readonly visits: readonly Visit[];
  /** The last answers are waited for. */
  leave(): Promise<void>;
}

/** How long a visitor pauses between two requests, in milliseconds. */
const PAUSE_MS = 8;
/** Nobody waits longer for an answer. */
const PATIENCE_MS = 20_000;

/** Sends visitors to an address: one for each question, and one with a WebSocket where the service takes one. */
export function visitorsAt(address: string, questions: readonly Question[], hasSocket: boolean): Visitors {
  const visits: Visit[] = [];
  let isOver = false;
  const note = (visit: Visit) => void visits.push(visit);
  const visitors = questions.map(async (question) => {
    const agent = new Agent({ keepAlive: question.closes !== true, maxSockets: 1 });
    while (!isOver) {
      note(await ask(address, question, agent));
      await sleep(PAUSE_MS);
    }
    agent.destroy();
  });
  if (hasSocket) visitors.push(socketVisitor(address.replace(/^http/, "ws"), note, () => isOver));
  return {
    count: visitors.length,
    visits,
    async leave() {
      isOver = true;
      await Promise.all(visitors);
    },
  };
}

async function ask(address: string, question: Question, agent: Agent): Promise<Visit> {
  const { method, path, headers = {}, body = "" } = question;
  const what = `${method} ${path}`;
  const began = instant();
  const length = method === "POST" ? { "content-length": String(Buffer.byteLength(body)) } : {};
  const options = { method, agent, headers: { ...headers, ...length } };
  try {
    const { status, digest, text } = await exchange(new URL(path, address), options, body);
    const problem = status >= 200 && status < 300 ? question.check?.(text) : undefined;
    return { what, began, ended: instant(), status, digest, lost: problem };
  } catch (error) {
    return { what, began, ended: instant(), lost: String(error) };
  }
}

/** As node:http does it, which tries nothing again by itself. */
function exchange(url: URL, options: RequestOptions, body: string) {
  return new Promise<{ readonly status: number; readonly digest?: string | undefined; readonly text: string }>(
    (resolve, reject) => {
      const outgoing = request(url, { ...options, signal: AbortSignal.timeout(PATIENCE_MS) }, (incoming) => {
        const digest = incoming.headers["towpath-digest"];
        const said = typeof digest === "string" ? { digest } : {};
        whole(incoming).then((text) => resolve({ status: incoming.statusCode ?? 0, ...said, text }), reject);
      });
      outgoing.once("error", reject);
      outgoing.end(body);
    },
  );
}

async function whole(incoming: IncomingMessage): Promise<string> {
  let text = "";
  incoming.setEncoding("utf8");
  for await (const chunk of incoming) text += chunk;
  if (!incoming.complete) throw new Error("the answer was cut");
  return text;
}
