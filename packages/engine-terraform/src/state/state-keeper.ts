import { errorMessage, TowpathError } from "@towpath/core";
import {
  Conflict,
  type Context,
  formatHolder,
  type Holder,
  type SecretBox,
  type StateStore,
} from "@towpath/provisioning";
import { TerraformError } from "../errors.ts";
import { patiently } from "./patience.ts";
import { parseStateFile, type StateFile } from "./state-file.ts";
import {
  decodeEnvelope,
  EMPTY_ENVELOPE,
  encodeEnvelope,
  type OpenedEnvelope,
  openState,
  sealState,
} from "./stored-state.ts";

/** What a state is kept with. */
export interface KeeperParts {
  readonly store: StateStore;
  readonly key: string;
  readonly box: SecretBox;
  /** `read` takes nothing: for plans and looks. */
  readonly mode: "read" | "write";
  readonly context: Pick<Context, "clock" | "signal" | "holder">;
  /** How long a store that does not answer is asked again, in milliseconds. */
  readonly patienceMs?: number | undefined;
}

/** Terraform's own lock, in its words. */
export interface TerraformLock {
  readonly id: string;
  readonly operation: string;
}

/** The state of Terraform for one run. Its calls are taken one after the other. */
export interface StateKeeper {
  /** As it is now; what is written afterwards has to follow on it. */
  read(): Promise<Uint8Array | undefined>;
  /** @param lockId as Terraform was given it, undefined where it writes without a lock */
  write(bytes: Uint8Array, lockId: string | undefined): Promise<void>;
  /** @throws {TerraformError} `engine-terraform/state-locked` */
  lock(lock: TerraformLock): Promise<void>;
  /** @param id undefined takes it from whoever has it */
  unlock(id: string | undefined): Promise<void>;
  /** Resolves when nothing is under way. */
  settled(): Promise<void>;
  readonly locked: TerraformLock | undefined;
  readonly holder: Holder;
}

interface Seen extends OpenedEnvelope {
  readonly version: string | "absent";
}

/** Keeps the state of Terraform in a store: sealed, each write following on what was read, none of a run that came too late. */
export function stateKeeper(parts: KeeperParts): StateKeeper {
  const { store, key, box, mode, context, patienceMs } = parts;
  const { holder } = context;
  let seen: Seen | undefined;
  let locked: TerraformLock | undefined;
  let last: Promise<unknown> = Promise.resolve();

  function inTurn<T>(call: () => Promise<T>): Promise<T> {
    const turn = last.then(call, call);
    last = turn.catch(() => undefined);
    return turn;
  }

  async function look(): Promise<Seen> {
    const found = await patiently(() => store.read(key), context, patienceMs);
    seen = found
      ? { ...(await openState(found.bytes, key, box)), version: found.version }
      : { envelope: EMPTY_ENVELOPE, version: "absent" };
    return seen;
  }

  /** The same bytes are written again: then a write whose answer was lost is found to be ours. */
  async function put(bytes: Uint8Array, expected: string | "absent"): Promise<string> {
    try {
      return await patiently(() => store.write(key, bytes, expected), context, patienceMs);
    } catch (error) {
      if (!(error instanceof Conflict)) throw unwritten(key, error);
      const found = await patiently(() => store.read(key), context, patienceMs);
      if (found && Buffer.compare(found.bytes, bytes) === 0) return found.version;
      const writer = found && (await openState(found.bytes, key, box)).envelope.writer;
      throw writtenByAnother(key, writer ? formatHolder(writer) : "someone else", error);
    }
  }

  async function write(bytes: Uint8Array, lockId: string | undefined): Promise<void> {
    requireWriting(mode, key);
    if (locked && locked.id !== lockId) throw lockedBy(key, formatHolder(holder), locked);
    const file = parseStateFile(bytes, key);
    const before = seen ?? (await look());
    if (!follows(file, bytes, before, key)) return;
    const sealed = await sealState(bytes, { key, box, writer: holder });
    seen = { version: await put(sealed, before.version), bytes, file, envelope: decodeEnvelope(sealed, key) };
  }

  /** Writes this run into the state before Terraform begins, so that whoever had it before is refused at its next write. */
  async function take(): Promise<void> {
    const before = await look();
    const { writer } = before.envelope;
    if (writer && formatHolder(writer) === formatHolder(holder)) return;
    const envelope = { ...before.envelope, writer: holder };
    seen = { ...before, envelope, version: await put(encodeEnvelope(envelope), before.version) };
  }

  return {
    holder,
    read: () => inTurn(async () => (await look()).bytes),
    write: (bytes, lockId) => inTurn(() => write(bytes, lockId)),
    lock: (lock) =>
      inTurn(async () => {
        requireWriting(mode, key);
        if (locked && locked.id !== lock.id) throw lockedBy(key, formatHolder(holder), locked);
        await take();
        locked = lock;
      }),
    unlock: (id) =>
      inTurn(async () => {
        if (locked && id !== undefined && id !== locked.id) throw lockedBy(key, formatHolder(holder), locked);
        locked = undefined;
      }),
    settled: () => inTurn(async () => undefined),
    get locked() {
      return locked;
    },
  };
}

/** @returns false for what lies there already @throws {TerraformError} for what does not follow on what is there */
function follows(next: StateFile, bytes: Uint8Array, { file, bytes: present }: OpenedEnvelope, key: string): boolean {
  if (!file || !present) return true;
  if (file.lineage !== next.lineage)
    throw conflict(
      `Terraform wants to write a state of another lineage (${next.lineage}) over ${key} (${file.lineage}): it is the state of something else.`,
      "Nothing was written. Run the command again; if it says the same, look with towpath state history at who wrote last.",
    );
  if (next.serial === file.serial && Buffer.compare(bytes, present) === 0) return false;
  if (next.serial <= file.serial)
    throw conflict(
      `Terraform wants to write serial ${next.serial} of its state over serial ${file.serial} of ${key}.`,
      "Nothing was written. Run the command again: it begins with the state that is there.",
    );
  return true;
}

function requireWriting(mode: KeeperParts["mode"], key: string): void {
  if (mode === "write") return;
  throw new TerraformError({
    code: "engine-terraform/state-read-only",
    kind: "fault",
    message: `Terraform wanted to lock or write its state ${key} while it was only looked at.`,
    hint: "Nothing was written. Only an apply writes it.",
  });
}

function lockedBy(key: string, holder: string, lock: TerraformLock): TerraformError {
  return new TerraformError({
    code: "engine-terraform/state-locked",
    kind: "fault",
    message: `Terraform's state ${key} is locked by ${holder}${lock.operation === "" ? "" : `, for ${lock.operation}`}.`,
    hint: "Wait until that has ended and run the command again.",
  });
}

function writtenByAnother(key: string, by: string, cause: unknown): TerraformError {
  return conflict(
    `${by} wrote Terraform's state ${key} while this run worked on it.`,
    "What this run did last is not on record there. Run the command again: it finds out what there is.",
    cause,
  );
}

function conflict(message: string, hint: string, cause?: unknown): TerraformError {
  return new TerraformError({ code: "engine-terraform/state-conflict", kind: "fault", message, hint, cause });
}

function unwritten(key: string, error: unknown): TerraformError {
  const hint = error instanceof TowpathError ? error.hint : undefined;
  return new TerraformError({
    code: "engine-terraform/state-unwritten",
    kind: "fault",
    message: `Terraform's state ${key} could not be written: ${errorMessage(error)}`,
    hint: `What Terraform knows is kept aside, and the next run takes it up. ${hint ?? "Once the store answers, run the command again."}`,
    cause: error,
  });
}
