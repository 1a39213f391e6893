// Asks a deployed service whether it serves, changing nothing. Usage: node dist/smoke.js [ADDRESS]
import { createLog, describeError } from "./log.js";

const log = createLog();
const address = process.argv[2] ?? process.env.TOWPATH_URL ?? `http://127.0.0.1:${process.env.PORT ?? 8080}`;

try {
  const health = await ask("/healthz");
  if (health.status !== "ok") throw new Error(`/healthz says ${JSON.stringify(health)}.`);
  const { orders } = await ask("/orders?limit=1");
  if (!Array.isArray(orders)) throw new Error("/orders does not answer with a list.");
  log("info", "the service answers", { address });
} catch (error) {
  log("error", "the service does not answer as it should", { address, ...describeError(error) });
  process.exitCode = 1;
}

async function ask(path) {
  const answer = await fetch(new URL(path, address), { signal: AbortSignal.timeout(5_000) });
  if (!answer.ok) throw new Error(`${path} answers ${answer.status}.`);
  return answer.json();
}
