import { once } from "node:events";
import type { Server } from "node:http";

/** Listens on a port of 127.0.0.1, 0 for any. @returns the port */
export async function listen(server: Server, port: number): Promise<number> {
  server.listen({ host: "127.0.0.1", port, exclusive: true });
  await once(server, "listening");
  const address = server.address();
  return typeof address === "object" && address ? address.port : port;
}
