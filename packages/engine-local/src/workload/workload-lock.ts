import { type Context, fileStore, formatHolder, LockHeld, ProvisioningError, withLock } from "@towpath/provisioning";
import { LocalEngineError } from "../errors.ts";
import type { ServiceFolders } from "./workload-folders.ts";

/** Held while the workloads of a service in an environment are changed. */
export interface WorkloadLock {
  /** @throws {ProvisioningError} `provisioning/lock-lost` when someone else holds it by now */
  verify(): void;
}

/**
 * Runs a change of a service's workloads, one at a time on this machine. The state's own lock orders whole deployments; this
 * one also holds where that one is not taken. A holder whose process is gone is replaced at once.
 *
 * @param waitMs how long to wait for a living holder, in milliseconds
 * @throws {LocalEngineError} `engine-local/workload-busy` names the holder
 */
export async function withWorkloadLock<T>(
  { lockFolder, lockKey }: Pick<ServiceFolders, "lockFolder" | "lockKey">,
  waitMs: number,
  context: Pick<Context, "clock" | "signal" | "events" | "holder">,
  body: (lock: WorkloadLock) => Promise<T>,
): Promise<T> {
  let isOurs = false;
  try {
    return await withLock(fileStore(lockFolder), lockKey, context.holder, waitMs, context, ({ signal }) => {
      isOurs = true;
      return body({
        verify() {
          const reason: unknown = signal.reason;
          if (reason instanceof ProvisioningError && reason.code === "provisioning/lock-lost") throw reason;
        },
      });
    });
  } catch (error) {
    if (isOurs || !(error instanceof LockHeld)) throw error;
    throw new LocalEngineError({
      code: "engine-local/workload-busy",
      kind: "refused",
      message: `The workloads are being changed by ${formatHolder(error.holder)}.`,
      hint: "Wait until that is done and run the command again.",
      cause: error,
    });
  }
}
