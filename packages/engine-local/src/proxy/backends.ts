import { Agent } from "node:http";
import type { ProxyStatus, ProxyTarget } from "./proxy-protocol.ts";

/** One artifact that answers, and what it is busy with. */
export interface Backend extends ProxyTarget {
  /** Connections that wait for their next request. */
  readonly pool: Agent;
  requests: number;
  upgrades: number;
}

/** What a proxy forwards to: the target, and those before it until their last request is answered. */
export interface Backends {
  target(): Backend | undefined;
  switchTo(target: ProxyTarget | undefined): void;
  /** Counts something the backend is busy with. @returns ends it; further calls do nothing */
  begin(backend: Backend, kind: "requests" | "upgrades"): () => void;
  status(port: number): ProxyStatus;
}

/** @param first what is served from the start */
export function createBackends(first: ProxyTarget | undefined): Backends {
  const living = new Set<Backend>();
  let current: Backend | undefined;

  const release = (backend: Backend) => {
    if (backend === current || backend.requests > 0 || backend.upgrades > 0) return;
    living.delete(backend);
    backend.pool.destroy();
  };
  const backends: Backends = {
    target: () => current,
    switchTo(target) {
      if (target?.port === current?.port && target?.digest === current?.digest) return;
      const former = current;
      current = target && { ...target, pool: new Agent({ keepAlive: true }), requests: 0, upgrades: 0 };
      if (current) living.add(current);
      if (former) release(former);
    },
    begin(backend, kind) {
      backend[kind] += 1;
      let isOpen = true;
      return () => {
        if (!isOpen) return;
        isOpen = false;
        backend[kind] -= 1;
        release(backend);
      };
    },
    status: (port) => ({
      port,
      target: current && { port: current.port, digest: current.digest },
      backends: [...living].map(({ port, digest, requests, upgrades }) => ({ port, digest, requests, upgrades })),
    }),
  };
  backends.switchTo(first);
  return backends;
}
