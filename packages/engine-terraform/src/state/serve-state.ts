import { randomBytes } from "node:crypto";
import { once } from "node:events";
import type { Server } from "node:http";
import { loopbackServer, STATE_PATH } from "./loopback-server.ts";
import { type PendingImport, readPending } from "./pending.ts";
import { type KeeperParts, type StateKeeper, stateKeeper } from "./state-keeper.ts";
import { rescuedOver, takeUpRescued } from "./take-up-rescued.ts";
import { withoutGone } from "./without-gone.ts";

/** For an answer to leave, in milliseconds. */
const LAST_ANSWER_MS = 200;

/** What a state is served with. */
export interface ServeRequest extends KeeperParts {
  /** Towpath's data folder: what was rescued there of this state is taken up, or shown to a plan. */
  readonly data?: string | undefined;
}

/** The state of Terraform, served for one run. */
export interface ServedState {
  /** What the child gets: `TF_HTTP_ADDRESS` and its like. They hold a password. */
  readonly variables: Readonly<Record<string, string>>;
  /** What was found of earlier runs, in sentences for people. */
  readonly notices: readonly string[];
  /** Why the last request was refused or failed, undefined where all is well. Terraform itself only says a number. */
  failure(): Error | undefined;
  /**
   * Writes what was rescued meanwhile, of a run in `write` mode: after Terraform left its state in its folder.
   *
   * @returns what was done, in sentences for people; empty where nothing was rescued
   * @throws where the store does not take it: it stays rescued for the next run
   */
  takeUpRescued(): Promise<readonly string[]>;
  /** Ends what is under way and listens no more. */
  close(): Promise<void>;
}

/**
 * Serves the state of Terraform for one run, on 127.0.0.1 alone, behind a password of its own: `backend "http"` over a state
 * store. A root module says `backend "http" {}`, and the variables say where it is.
 *
 * @param request.mode `write` in an apply alone, under Towpath's lock: the store is then the fenced one
 * @throws what the store throws while a rescued state is taken up
 */
export async function serveState(request: ServeRequest): Promise<ServedState> {
  const keeper = stateKeeper(request);
  const { mode, key, store, context, data } = request;
  const takeUp = async () => (data === undefined ? [] : takeUpRescued(keeper, { data, key }, store, context));
  const pending = (await readPending(store, key)).filter(({ gone }) => gone !== undefined);
  const { notices, served } =
    mode === "write"
      ? { notices: [...(await takeUp()), ...(await takeOut(keeper, pending, key))], served: keeper }
      : withoutWhatIsGone(await withRescued(keeper, data === undefined ? undefined : { data, key }), pending, key);
  const failures = new Map<string, Error>();
  const access = { user: "towpath", password: randomBytes(32).toString("base64url") };
  const server = loopbackServer(served, access, (method, error) => {
    if (error) failures.set(method, error);
    else failures.delete(method);
  });
  const url = await listen(server);
  return {
    variables: variablesOf(url, access),
    notices,
    failure: () => failures.values().next().value,
    takeUpRescued: takeUp,
    async close() {
      const closed = once(server, "close");
      server.close();
      server.closeIdleConnections();
      await keeper.settled();
      // Answers are on their way now. Who sends half a request and waits is not waited for.
      const last = setTimeout(() => server.closeAllConnections(), LAST_ANSWER_MS);
      await closed;
      clearTimeout(last);
    },
  };
}

/** A plan sees what the apply after it will take up. */
async function withRescued(
  keeper: StateKeeper,
  place: { readonly data: string; readonly key: string } | undefined,
): Promise<{ readonly notices: readonly string[]; readonly served: StateKeeper }> {
  const rescued = place && (await rescuedOver(keeper, place));
  if (!rescued) return { notices: [], served: keeper };
  return {
    notices: [
      `An earlier run could not write the state of ${place.key}: its serial ${rescued.file.serial} is kept on this machine, and the next apply takes it up.`,
    ],
    served: { ...keeper, read: async () => rescued.bytes },
  };
}

/** Takes what a run that was cut off had taken down out of the state, before Terraform sees it. */
async function takeOut(
  keeper: StateKeeper,
  pending: readonly PendingImport[],
  key: string,
): Promise<readonly string[]> {
  if (pending.length === 0) return [];
  const present = await keeper.read();
  const amended = present && withoutGone(present, pending, key);
  if (!amended) return [];
  await keeper.write(amended.bytes, undefined);
  return [
    `A run that was cut off had taken down what it was about to replace; that is no longer in the state of ${key}: ${amended.gone.join(", ")}.`,
  ];
}

/** A plan sees the same. */
function withoutWhatIsGone(
  { notices, served }: { readonly notices: readonly string[]; readonly served: StateKeeper },
  pending: readonly PendingImport[],
  key: string,
) {
  const read = async () => {
    const present = await served.read();
    return (present && withoutGone(present, pending, key)?.bytes) ?? present;
  };
  return { notices, served: pending.length === 0 ? served : { ...served, read } };
}

async function listen(server: Server): Promise<string> {
  server.listen({ host: "127.0.0.1", port: 0, exclusive: true });
  await once(server, "listening");
  const address = server.address();
  return `http://127.0.0.1:${typeof address === "object" && address ? address.port : 0}${STATE_PATH}`;
}

function variablesOf(url: string, { user, password }: { readonly user: string; readonly password: string }) {
  return {
    TF_HTTP_ADDRESS: url,
    TF_HTTP_LOCK_ADDRESS: url,
    TF_HTTP_UNLOCK_ADDRESS: url,
    TF_HTTP_UPDATE_METHOD: "POST",
    TF_HTTP_LOCK_METHOD: "LOCK",
    TF_HTTP_UNLOCK_METHOD: "UNLOCK",
    TF_HTTP_USERNAME: user,
    TF_HTTP_PASSWORD: password,
    // For a connection that breaks; in seconds. A store that is gone for a while is waited for on this side, and where this side
    // was killed, Terraform is to leave its state in its folder soon.
    TF_HTTP_RETRY_MAX: "1",
    TF_HTTP_RETRY_WAIT_MIN: "1",
    TF_HTTP_RETRY_WAIT_MAX: "1",
  };
}
