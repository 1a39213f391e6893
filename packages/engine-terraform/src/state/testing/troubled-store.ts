import { Conflict, type StateStore } from "@towpath/provisioning";

/** A store that fails as it is told. */
export interface TroubledStore extends StateStore {
  /** Every call fails until {@link come}. */
  go(error?: () => Error): void;
  come(): void;
  /** Every write takes this long, in milliseconds. */
  slow(ms: number): void;
  /** The answer to the next write is lost: it takes effect, and says that it did not. */
  loseAnswer(): void;
  /** Done before the next write. */
  beforeWrite(act: () => Promise<void>): void;
  readonly writes: number;
}

export function troubledStore(store: StateStore): TroubledStore {
  let gone: (() => Error) | undefined;
  let slowMs = 0;
  let isLost = false;
  let before: (() => Promise<void>) | undefined;
  let writes = 0;
  const check = () => {
    if (gone) throw gone();
  };
  return {
    go(error = () => new Error("the store is gone")) {
      gone = error;
    },
    come() {
      gone = undefined;
    },
    slow(ms) {
      slowMs = ms;
    },
    loseAnswer() {
      isLost = true;
    },
    beforeWrite(act) {
      before = act;
    },
    get writes() {
      return writes;
    },
    async read(key) {
      check();
      return store.read(key);
    },
    async write(key, bytes, expected) {
      const act = before;
      before = undefined;
      await act?.();
      if (slowMs > 0) await new Promise((resolve) => setTimeout(resolve, slowMs));
      check();
      const version = await store.write(key, bytes, expected);
      writes += 1;
      if (!isLost) return version;
      isLost = false;
      throw new Conflict(key);
    },
    async remove(key, expected) {
      check();
      await store.remove(key, expected);
    },
    list: (prefix) => store.list(prefix),
    ...(store.history ? { history: store.history.bind(store) } : {}),
  };
}
