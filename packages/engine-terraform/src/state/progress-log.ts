import { Conflict, type Context, type StateStore } from "@towpath/provisioning";
import { patiently } from "./patience.ts";
import { encodePending, type PendingImport, readStoredPending } from "./pending.ts";
import { pendingKey } from "./state-key.ts";

/** The pause between two writes is this many times as long as a write took, so that a slow store is not asked all the time. */
const PAUSE_FACTOR = 4;
const SHORTEST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 300;

/** What a run notes while Terraform works, so that the next one finds what it made. */
export interface ProgressLog {
  /** Notes what is about to be made; resolves when it lies in the store. To be called before Terraform begins. */
  plan(addresses: Iterable<string>): Promise<void>;
  /** Terraform began to make it. */
  begin(address: string): void;
  /** Terraform took down what is to be replaced. What is not to be made anew is not noted. */
  gone(address: string, id: string): void;
  /** Terraform made it, or a person wants to take it over. An earlier note of the same address is replaced. */
  note(made: Pick<PendingImport, "to" | "id"> & { readonly why?: PendingImport["why"] }): void;
  /**
   * Strikes off what is in Terraform's state now, or is known not to be there; resolves when that lies in the store.
   *
   * @param ids of what is in the state, by address
   * @returns what had been made at an address that something else stands at now: nobody minds it any more
   */
  settle(addresses: Iterable<string>, ids?: ReadonlyMap<string, string>): Promise<readonly PendingImport[]>;
  /** Resolves when everything that was noted lies in the store. @throws what the store threw last */
  flush(): Promise<void>;
}

/**
 * The progress log of a state of Terraform. Notes are written together: the first one at once, those that come while a write is
 * under way with the next. Calls that give nothing back never throw and never wait; what fails is thrown by {@link ProgressLog.flush}.
 *
 * @param store the fenced one of an apply: a run that lost its lock writes nothing more
 * @param key as {@link import("./state-key.ts").terraformStateKey} makes it
 * @param patienceMs how long a store that does not answer is asked again, in milliseconds
 */
export function progressLog(
  store: StateStore,
  key: string,
  context: Pick<Context, "clock" | "signal" | "holder">,
  patienceMs?: number,
): ProgressLog {
  const { clock, holder } = context;
  /** What was noted and is not written yet, by address; undefined strikes it off. */
  let waiting = new Map<string, PendingImport | undefined>();
  let writing: Promise<void> | undefined;
  let failure: unknown;
  const planned = new Set<string>();
  const gone = new Map<string, string>();
  let hurried = new AbortController();

  function put(to: string, id: string, why: PendingImport["why"]): void {
    const before = gone.get(to);
    const note = { to, id, why, run: holder.run, at: clock.now().toISOString() };
    waiting.set(to, knowing(waiting.get(to), before === undefined ? note : { ...note, gone: before }));
    write();
  }

  /** Begins to write, unless that is under way: then what waits is written next. */
  function write(): void {
    if (writing || failure !== undefined) return;
    writing = writeAll()
      .catch((error: unknown) => {
        failure = error;
      })
      .finally(() => {
        writing = undefined;
      });
  }

  async function writeAll(): Promise<void> {
    while (waiting.size > 0) {
      const notes = waiting;
      waiting = new Map();
      const begunAt = clock.monotonic();
      try {
        await writeNotes(store, key, notes, <T>(ask: () => Promise<T>) => patiently(ask, context, patienceMs));
      } catch (error) {
        waiting = new Map([...notes, ...waiting]); // nothing is forgotten: flush tries once more
        throw error;
      }
      const tookMs = clock.monotonic() - begunAt;
      const pauseMs = Math.min(Math.max(tookMs * PAUSE_FACTOR, SHORTEST_PAUSE_MS), LONGEST_PAUSE_MS);
      await clock.sleep(pauseMs, hurried.signal).catch(() => undefined);
    }
  }

  async function flush(): Promise<void> {
    hurried.abort();
    try {
      await writing;
      failure = undefined;
      write();
      await writing;
    } finally {
      hurried = new AbortController();
    }
    if (failure !== undefined) throw failure;
  }

  return {
    plan(addresses) {
      for (const address of addresses) {
        planned.add(address);
        put(address, "", "planned");
      }
      return flush();
    },
    begin: (address) => put(address, "", "begun"),
    gone(address, id) {
      if (!planned.has(address)) return;
      gone.set(address, id);
      put(address, "", "begun");
    },
    note: ({ to, id, why = "made" }) => put(to, id, why),
    async settle(addresses, ids = new Map()) {
      await flush();
      const settled = new Set(addresses);
      const { pending } = await patiently(() => readStoredPending(store, key), context, patienceMs);
      for (const address of settled) waiting.set(address, undefined);
      await flush();
      return pending.filter(({ to, id, why }) => {
        const present = ids.get(to);
        return settled.has(to) && why === "made" && id !== "" && present !== undefined && present !== id;
      });
    },
    flush,
  };
}

/** Writes notes into what lies there, whoever wrote that. */
async function writeNotes(
  store: StateStore,
  key: string,
  notes: ReadonlyMap<string, PendingImport | undefined>,
  untilAnswered: <T>(ask: () => Promise<T>) => Promise<T>,
): Promise<void> {
  for (;;) {
    const { pending, version } = await untilAnswered(() => readStoredPending(store, key));
    const next = merged(pending, notes);
    if (JSON.stringify(next) === JSON.stringify(pending)) return;
    try {
      await untilAnswered(() => store.write(pendingKey(key), encodePending(next), version));
      return;
    } catch (error) {
      if (!(error instanceof Conflict)) throw error; // somebody wrote in between: it is merged with that
    }
  }
}

function merged(
  pending: readonly PendingImport[],
  notes: ReadonlyMap<string, PendingImport | undefined>,
): readonly PendingImport[] {
  const all = new Map(pending.map((each) => [each.to, each]));
  for (const [to, note] of notes)
    if (note === undefined) all.delete(to);
    else all.set(to, knowing(all.get(to), note));
  return [...all.values()];
}

/** A note that knows no id never replaces one that does. */
function knowing(before: PendingImport | undefined, { gone, ...note }: PendingImport): PendingImport {
  const kept = before && before.id !== "" && note.id === "" ? before : note;
  return gone === undefined ? kept : { ...kept, gone };
}
