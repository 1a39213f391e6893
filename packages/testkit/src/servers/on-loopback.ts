import type { Server } from "node:http";

/** A server that listens. */
export interface Listening {
  /** `http://127.0.0.1:PORT` */
  readonly url: string;
  /** Ends it, with every connection. */
  close(): Promise<void>;
}

/** Lets a server listen on a port of 127.0.0.1 that is free. */
export async function onLoopback(server: Server): Promise<Listening> {
  const listening = Promise.withResolvers<void>();
  server.listen(0, "127.0.0.1", listening.resolve);
  await listening.promise;
  const bound = server.address();
  return {
    url: `http://127.0.0.1:${typeof bound === "object" ? bound?.port : ""}`,
    close: async () => {
      const closed = Promise.withResolvers<void>();
      server.close(() => closed.resolve());
      server.closeAllConnections();
      await closed.promise;
    },
  };
}
