import { Agent } from "node:http";
import { isSameBackend, type ProxyBackend, type ProxyStatus, type ProxyTarget } from "./proxy-protocol.ts";

/** One artifact that answers, and what it is busy with. */
export interface Backend extends ProxyBackend {
  /** Connections that wait for their next request. */
  readonly pool: Agent;
  requests: number;
  upgrades: number;
}

/** What a proxy forwards to: the target, what is tried out beside it, and those before until their last request is answered. */
export interface Backends {
  /**
   * Where the next request goes. Of any hundred in a row as many go to the canary as its weight says.
   *
   * @param wanted the digest of the artifact that is to answer, for whoever looks at one of the two; any where neither has it
   */
  choose(wanted?: string): Backend | undefined;
  switchTo(target: ProxyTarget | undefined): void;
  /** Counts something the backend is busy with. @returns ends it; further calls do nothing */
  begin(backend: Backend, kind: "requests" | "upgrades"): () => void;
  status(port: number): ProxyStatus;
}

/** @param first what is served from the start */
export function createBackends(first: ProxyTarget | undefined): Backends {
  const living = new Set<Backend>();
  let current: Backend | undefined;
  let canary: Backend | undefined;
  let weight = 0;
  let share = 0;

  const open = (wanted: ProxyBackend | undefined): Backend | undefined => {
    if (!wanted) return undefined;
    const { port, digest } = wanted;
    // What comes back while connections of before are still open goes on with its counts: each is waited for.
    const known = [...living].find((backend) => isSameBackend(backend, wanted));
    const backend = known ?? { port, digest, pool: new Agent({ keepAlive: true }), requests: 0, upgrades: 0 };
    living.add(backend);
    return backend;
  };
  const release = (backend: Backend) => {
    if (backend === current || backend === canary || backend.requests > 0 || backend.upgrades > 0) return;
    living.delete(backend);
    backend.pool.destroy();
  };
  const backends: Backends = {
    choose(wanted) {
      const asked = wanted === undefined ? undefined : [canary, current].find((backend) => backend?.digest === wanted);
      if (asked || !canary) return asked ?? current;
      share += weight;
      if (share < 100) return current;
      share -= 100;
      return canary;
    },
    switchTo(target) {
      const [next, tried] = [open(target), open(target?.canary)];
      [current, canary, weight, share] = [next, tried, target?.canary?.weight ?? 0, 0];
      for (const backend of living) release(backend);
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
      target: current && {
        port: current.port,
        digest: current.digest,
        ...(canary ? { canary: { port: canary.port, digest: canary.digest, weight } } : {}),
      },
      backends: [...living].map(({ port, digest, requests, upgrades }) => ({ port, digest, requests, upgrades })),
    }),
  };
  backends.switchTo(first);
  return backends;
}
