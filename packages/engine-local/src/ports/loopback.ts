import { connect } from "node:net";

/** Where every server and process of ours listens: nobody reaches it but from this machine. */
export const LOOPBACK = "127.0.0.1";

/**
 * Whether somebody answers on a port of this machine.
 *
 * @param limitMs how long an answer may take, in milliseconds
 * @param sign what counts as one: that the connection is taken, or that whoever takes it says something first
 */
export function answersOn(port: number, limitMs: number, sign: "connect" | "data" = "connect"): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: LOOPBACK, port });
    const finish = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    socket.setTimeout(limitMs, () => finish(false));
    socket.once(sign, () => finish(true));
    socket.once("close", () => finish(false));
    socket.once("error", () => finish(false));
  });
}
