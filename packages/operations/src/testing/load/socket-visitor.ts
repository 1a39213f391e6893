import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { instant, type Visit } from "./visit.ts";

/** The status of a service that closes properly because it goes: RFC 6455, 7.4.1. */
const GOING_AWAY = 1001;
const PATIENCE_MS = 20_000;

/**
 * Talks over a WebSocket to a service that says its digest first and echoes after that. Where the service says that it goes, the
 * visitor comes again, with the message that was not answered; anything else is a loss.
 */
export async function socketVisitor(
  address: string,
  note: (visit: Visit) => void,
  isOver: () => boolean,
): Promise<void> {
  while (!isOver()) {
    const began = instant();
    const visit = { what: "WebSocket", began };
    const socket = new WebSocket(address);
    const inbox = mailbox(socket);
    const digest = await inbox.next();
    if (digest === undefined) {
      note({ ...visit, ended: instant(), lost: `it was not opened: ${inbox.ending()}` });
      await sleep(50);
      continue;
    }
    note({ ...visit, ended: instant(), status: 101, digest });
    await talk(socket, inbox, digest, note, isOver);
    if (socket.readyState === WebSocket.OPEN) {
      socket.close();
      await Promise.race([once(socket, "close"), sleep(1_000, undefined, { ref: false })]);
    }
  }
}

async function talk(
  socket: WebSocket,
  inbox: ReturnType<typeof mailbox>,
  digest: string,
  note: (visit: Visit) => void,
  isOver: () => boolean,
): Promise<void> {
  for (let count = 0; !isOver(); count += 1) {
    const began = instant();
    const text = `message ${count}`;
    if (socket.readyState === WebSocket.OPEN) socket.send(text);
    const answer = await inbox.next();
    if (answer === undefined) {
      const lost = inbox.ending() === GOING_AWAY ? undefined : `it was closed with ${inbox.ending()}`;
      if (lost !== undefined) note({ what: "message", began, ended: instant(), digest, lost });
      return;
    }
    const lost = answer === text ? undefined : `the answer to "${text}" was "${answer}"`;
    note({ what: "message", began, ended: instant(), status: 200, digest, lost });
    await sleep(25);
  }
}

/** What comes in, one after the other; undefined once it is closed. */
function mailbox(socket: WebSocket) {
  const letters: string[] = [];
  let ending: number | undefined;
  let wake = () => {};
  socket.addEventListener("message", ({ data }) => {
    letters.push(String(data));
    wake();
  });
  socket.addEventListener("close", ({ code }) => {
    ending = code;
    wake();
  });
  return {
    ending: () => ending,
    async next(): Promise<string | undefined> {
      const deadline = instant() + PATIENCE_MS;
      while (letters.length === 0 && ending === undefined && instant() < deadline) {
        await Promise.race([
          new Promise<void>((resolve) => {
            wake = resolve;
          }),
          sleep(500, undefined, { ref: false }),
        ]);
      }
      return letters.shift();
    },
  };
}
