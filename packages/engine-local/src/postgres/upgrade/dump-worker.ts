import { parentPort, receiveMessageOnPort, workerData } from "node:worker_threads";
import type { DumpOrder, DumpReport } from "./dump-protocol.ts";

// The thread that runs pg_dump: WebAssembly, which sends and receives without waiting. Here it can wait: the thread sleeps until
// the server has answered. It imports nothing but Node.

interface Tool {
  pgDump(options: { readonly pg: object; readonly args: readonly string[] }): Promise<{ text(): Promise<string> }>;
}

const order: DumpOrder = workerData;
const ready = new Int32Array(order.ready);

function exchange(bytes: Uint8Array): Uint8Array {
  order.port.postMessage(bytes.slice());
  Atomics.wait(ready, 0, 0);
  Atomics.store(ready, 0, 0);
  const answer: unknown = receiveMessageOnPort(order.port)?.message;
  return answer instanceof Uint8Array ? answer : new Uint8Array();
}

/** Stands where the tool expects the database that it was made for, and hands its bytes to a real server. */
const server = {
  execProtocolRawStream(bytes: Uint8Array, { onRawData }: { readonly onRawData: (bytes: Uint8Array) => void }): void {
    const answer = exchange(bytes);
    if (answer.length > 0) onRawData(answer);
  },
  // What the tool does before and after, to a session that it takes for its caller's.
  query: async () => ({ rows: [{ search_path: "''" }] }),
  exec: async () => [],
};

function isTool(value: unknown): value is Tool {
  return typeof value === "object" && value !== null && "pgDump" in value && typeof value.pgDump === "function";
}

async function dump(): Promise<DumpReport> {
  try {
    const tool: unknown = await import(order.module);
    if (!isTool(tool)) return { error: "it is not the program that was expected" };
    const file = await tool.pgDump({ pg: server, args: order.args });
    return { text: await file.text() };
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) };
  }
}

parentPort?.postMessage(await dump());
order.port.close();
