import type { Context } from "@towpath/provisioning";
import { LocalEngineError } from "../errors.ts";
import { keepPort } from "../ports/keep-port.ts";
import { choosePort } from "../ports/port.ts";
import { findByMarker, newMarker } from "../processes/process-record.ts";
import { stopProcess } from "../processes/stop-process.ts";
import { type ProxyRecord, proxyStatus, removeProxyStart, startProxy, switchProxy } from "../proxy/proxy-process.ts";
import { isSameTarget, type ProxyTarget } from "../proxy/proxy-protocol.ts";
import { isAlive } from "./instance.ts";
import type { WorkloadJournal } from "./workload-journal.ts";
import type { InstanceRecord } from "./workload-record.ts";

const PORT_ATTEMPTS = 5;
const PROXY_GRACE_MS = 6_000;

/** What the proxy is to send requests to: an instance that lives, or nothing. */
export function targetOf(instance: InstanceRecord | undefined): ProxyTarget | undefined {
  if (instance?.kind !== "server" || instance.port === undefined || !isAlive(instance)) return undefined;
  return { port: instance.port, digest: instance.artifact };
}

/** The same, with a part of the requests for what is tried out beside it. */
export function targetBeside(
  instance: InstanceRecord | undefined,
  tried: InstanceRecord,
  weight: number,
): ProxyTarget | undefined {
  const target = targetOf(instance);
  const canary = targetOf(tried);
  return target && canary ? { ...target, canary: { ...canary, weight } } : target;
}

/** Sees that the proxy runs on its port and has this target. One that was killed comes back where it was. */
export async function ensureProxy(
  journal: WorkloadJournal,
  target: ProxyTarget | undefined,
  context: Context,
): Promise<ProxyRecord> {
  const { proxy } = journal.record();
  const status = proxy && (await proxyStatus(proxy));
  if (!proxy || !status) {
    await endProxy(journal, context);
    return startOnKeptPort(journal, target, context);
  }
  if (!isSameTarget(status.target, target)) await switchProxy(proxy, target);
  return proxy;
}

/** Moves the address when the manifest names another port than the one it was chosen by. */
export async function followWantedPort(
  journal: WorkloadJournal,
  wantedPort: number | undefined,
  context: Context,
): Promise<void> {
  const record = journal.record();
  if (record.port !== undefined && record.wantedPort === wantedPort) return;
  await endProxy(journal, context);
  await journal.write({ wantedPort, port: undefined });
}

/** Ends the proxy, also one of which only the intention is known. Its port stays on record. */
export async function endProxy(journal: WorkloadJournal, context: Pick<Context, "clock">): Promise<void> {
  const { proxy, proxyMarker } = journal.record();
  const { signal } = new AbortController();
  const options = { graceMs: PROXY_GRACE_MS, clock: context.clock, signal };
  const unseen = proxyMarker === undefined ? undefined : findByMarker(proxyMarker, "");
  for (const process of [proxy?.process, unseen]) if (process) await stopProcess(process, options);
  if (proxyMarker !== undefined) await removeProxyStart(journal.folders.root, proxyMarker);
  if (proxy || proxyMarker !== undefined) await journal.write({ proxy: undefined, proxyMarker: undefined });
}

async function startOnKeptPort(journal: WorkloadJournal, target: ProxyTarget | undefined, context: Context) {
  const { clock, events, variables: base } = context;
  const { wantedPort, port: kept } = journal.record();
  const move = (from: number, to: number) => {
    const { workload } = journal.record();
    events({ type: "notice", message: `Port ${from} of 127.0.0.1 is taken; ${workload} is reached at ${to}.` });
  };
  const hoped = kept ?? wantedPort;
  let port = kept === undefined ? await choosePort(wantedPort) : await keepPort(kept, context);
  if (hoped !== undefined && port !== hoped) move(hoped, port);
  for (let attempt = 0; attempt < PORT_ATTEMPTS; attempt += 1) {
    const marker = newMarker();
    await journal.write({ port, proxyMarker: marker });
    const { signal } = new AbortController(); // its own start has a limit of its own, and half a proxy is of no use
    const proxy = await startProxy({ port, target, folder: journal.folders.root, marker, base, clock, signal });
    if (proxy !== "port taken") {
      await journal.write({ proxy, proxyMarker: undefined });
      return proxy;
    }
    const other = await choosePort();
    move(port, other);
    port = other;
  }
  throw new LocalEngineError({
    code: "engine-local/port-not-found",
    kind: "fault",
    message: `No port of 127.0.0.1 stayed free long enough for the proxy of ${journal.record().workload}.`,
    hint: "Run the command again.",
  });
}
