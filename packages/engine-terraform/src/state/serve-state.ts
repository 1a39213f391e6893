import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { loopbackServer, STATE_PATH } from "./loopback-server.ts";
import { type KeeperParts, stateKeeper } from "./state-keeper.ts";

/** The state of Terraform, served for one run. */
export interface ServedState {
  /** What the child gets: `TF_HTTP_ADDRESS` and its like. They hold a password. */
  readonly variables: Readonly<Record<string, string>>;
  /** Why the last request was refused or failed, undefined where all is well. Terraform itself only says a number. */
  failure(): Error | undefined;
  /** Ends what is under way and listens no more. */
  close(): Promise<void>;
}

/**
 * Serves the state of Terraform for one run, on 127.0.0.1 alone, behind a password of its own: `backend "http"` over a state
 * store. A root module says `backend "http" {}`, and the variables say where it is.
 *
 * @param request.mode `write` in an apply alone, under Towpath's lock
 */
export async function serveState(request: KeeperParts): Promise<ServedState> {
  const keeper = stateKeeper(request);
  const access = { user: "towpath", password: randomBytes(32).toString("base64url") };
  const failures = new Map<string, Error>();
  const server = loopbackServer(keeper, access, (method, error) => {
    if (error) failures.set(method, error);
    else failures.delete(method);
  });
  server.listen({ host: "127.0.0.1", port: 0, exclusive: true });
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" && address ? address.port : 0;
  const url = `http://127.0.0.1:${port}${STATE_PATH}`;
  return {
    variables: {
      TF_HTTP_ADDRESS: url,
      TF_HTTP_LOCK_ADDRESS: url,
      TF_HTTP_UNLOCK_ADDRESS: url,
      TF_HTTP_UPDATE_METHOD: "POST",
      TF_HTTP_LOCK_METHOD: "LOCK",
      TF_HTTP_UNLOCK_METHOD: "UNLOCK",
      TF_HTTP_USERNAME: access.user,
      TF_HTTP_PASSWORD: access.password,
      // For a connection that breaks: a store that is gone for a while is waited for on this side.
      TF_HTTP_RETRY_MAX: "2",
      TF_HTTP_RETRY_WAIT_MIN: "1",
      TF_HTTP_RETRY_WAIT_MAX: "2",
    },
    failure: () => failures.values().next().value,
    async close() {
      const closed = once(server, "close");
      server.close();
      server.closeIdleConnections();
      await closed;
    },
  };
}
