/**
 * Knows when a client of PostgreSQL has said all that the server waits for, and when the server has answered all of it.
 * https://www.postgresql.org/docs/current/protocol-message-formats.html
 */
export interface Turns {
  /** @returns true when the server will answer now */
  sent(bytes: Uint8Array): boolean;
  /** @returns true when the answer is whole */
  received(bytes: Uint8Array): boolean;
}

/** Query, Sync, FunctionCall, and every message of a login. */
const ANSWERED = new Set(["Q", "S", "F", "p"]);
/** Of authentication requests, those that ask for more: the start of SASL and its continuation. */
const ASKING = new Set([10, 11]);

export function createTurns(): Turns {
  const client = createCutter(true);
  const server = createCutter(false);
  return {
    sent(bytes) {
      const messages = client(bytes);
      return messages.isWhole && messages.list.some(({ type }) => type === "startup" || ANSWERED.has(type));
    },
    received(bytes) {
      const { list, isWhole } = server(bytes);
      const last = list.at(-1);
      if (!isWhole || !last) return false;
      return last.type === "Z" || (last.type === "R" && ASKING.has(last.body.readInt32BE(0)));
    },
  };
}

interface Message {
  readonly type: string;
  readonly body: Buffer;
}

/** Cuts a stream of bytes into messages; what is not whole waits for the next bytes. */
function createCutter(
  hasStartup: boolean,
): (bytes: Uint8Array) => { readonly list: readonly Message[]; readonly isWhole: boolean } {
  let rest: Buffer = Buffer.alloc(0);
  let isFirst = hasStartup;
  return (bytes) => {
    rest = rest.length === 0 ? Buffer.from(bytes) : Buffer.concat([rest, bytes]);
    const list: Message[] = [];
    for (;;) {
      const head = isFirst ? 0 : 1; // the very first message of a client has no type
      if (rest.length < head + 4) break;
      const end = head + rest.readInt32BE(head);
      if (rest.length < end) break;
      list.push({ type: isFirst ? "startup" : String.fromCharCode(rest[0] ?? 0), body: rest.subarray(head + 4, end) });
      rest = rest.subarray(end);
      isFirst = false;
    }
    return { list, isWhole: rest.length === 0 };
  };
}
