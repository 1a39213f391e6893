import { connect, createServer, type Socket } from "node:net";

/** A way to a server on which things go wrong, as they are asked to. */
export interface TroubledWay {
  readonly port: number;
  /** What the server answers arrives this much later, in milliseconds. */
  delay(ms: number): void;
  /**
   * The server gets the next request that holds these bytes, and does it; its answer never arrives: the connection is cut
   * instead. So often, and of those requests only each so manieth.
   */
  loseAnswers(to: string, times: number, every?: number): void;
  /** How many answers were lost. */
  readonly lost: number;
  /** Nobody gets through any more, or again. */
  setOpen(isOpen: boolean): void;
  close(): Promise<void>;
}

/** Opens a way from a port of this machine to another one. */
export async function troubledWay(target: { readonly host: string; readonly port: number }): Promise<TroubledWay> {
  const sockets = new Set<Socket>();
  let [delayMs, isOpen, losing, left, lost, among, seen] = [0, true, "", 0, 0, 1, 0];

  const server = createServer((near) => {
    if (!isOpen) return near.destroy();
    const far = connect(target);
    let isLosing = false;
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on("error", () => undefined);
      socket.once("close", () => {
        sockets.delete(socket);
        near.destroy();
        far.destroy();
      });
    }
    near.on("data", (chunk) => {
      if (left > 0 && chunk.includes(losing) && ++seen % among === 0) {
        left -= 1;
        isLosing = true;
      }
      far.write(chunk);
    });
    far.on("data", (chunk) => {
      if (isLosing) {
        lost += 1;
        near.destroy();
        return;
      }
      setTimeout(() => near.writable && near.write(chunk), delayMs);
    });
    return undefined;
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  return {
    port: typeof address === "object" && address ? address.port : 0,
    delay: (ms) => {
      delayMs = ms;
    },
    loseAnswers: (to, times, every = 1) => {
      [losing, left, among, seen] = [to, times, every, 0];
    },
    get lost() {
      return lost;
    },
    setOpen: (open) => {
      isOpen = open;
      if (!open) for (const socket of sockets) socket.destroy();
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
