import { randomInt } from "node:crypto";
import { createServer } from "node:net";
import { LocalEngineError } from "../errors.ts";
import { answersOn, LOOPBACK } from "./loopback.ts";

/** Below the ports that systems hand out to outgoing connections, so that a port that is kept stays free while its server rests. */
const KEPT_PORTS = { from: 20_000, to: 30_000 } as const;
const ATTEMPTS = 50;
const ANSWER_LIMIT_MS = 500;

/**
 * A port that is free on 127.0.0.1 now: the preferred one where that is free, any other otherwise.
 *
 * Nothing reserves it. Who listens there has to expect that someone was faster, and ask again.
 *
 * @throws {LocalEngineError} `engine-local/port-not-found`
 */
export async function choosePort(preferred?: number): Promise<number> {
  if (preferred !== undefined && (await isPortFree(preferred))) return preferred;
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const port = randomInt(KEPT_PORTS.from, KEPT_PORTS.to);
    if (await isPortFree(port)) return port;
  }
  throw new LocalEngineError({
    code: "engine-local/port-not-found",
    kind: "fault",
    message: `None of ${ATTEMPTS} ports tried between ${KEPT_PORTS.from} and ${KEPT_PORTS.to} is free on ${LOOPBACK}.`,
    hint: "Stop what listens there, or see whether this machine allows listening on loopback at all.",
  });
}

/** True when nothing answers on this port of 127.0.0.1 and this user may listen there. */
export async function isPortFree(port: number): Promise<boolean> {
  // Some systems let 127.0.0.1 be bound beside a server on all addresses; that server would lose its visitors.
  return !(await answersOn(port, ANSWER_LIMIT_MS)) && (await canListen(port));
}

function canListen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen({ host: LOOPBACK, port, exclusive: true }, () => server.close(() => resolve(true)));
  });
}
