import { isRestError, type RestError } from "@azure/storage-blob";
import { type Clock, errorMessage } from "@towpath/core";
import { type ProvisioningError, type ProvisioningErrorCode, provisioningError } from "../../errors.ts";
import { systemCode } from "../file-store-errors.ts";
import { tooLarge } from "../network-store.ts";
import type { AzblobAddress } from "./azblob-client.ts";

const PASSING = new Set(["ECONNRESET", "EPIPE", "ETIMEDOUT", "ABORT_ERR", "REQUEST_SEND_ERROR", "PARSE_ERROR"]);
const NOBODY_THERE = new Set(["EAI_AGAIN", "ECONNREFUSED", "EHOSTUNREACH", "ENETUNREACH"]);
/** Azure refuses what was signed with a clock that is further off. */
const LARGEST_SKEW_MS = 15 * 60_000;

/** Azure's own name for what is wrong: https://learn.microsoft.com/rest/api/storageservices/blob-service-error-codes */
export function azureCode(error: unknown): string {
  if (!isRestError(error)) return systemCode(error) ?? "";
  return error.response?.headers.get("x-ms-error-code") ?? error.code ?? "";
}

/** Another version is there than the one that the request named. */
export function isConditionNotMet(error: unknown): boolean {
  return ["ConditionNotMet", "BlobAlreadyExists", "BlobNotFound"].includes(azureCode(error));
}

/** Whether asking again may help. @param hasAnswered the account answered this process before */
export function isPassing(error: unknown, hasAnswered: boolean): boolean {
  const code = isRestError(error) ? (error.code ?? "") : (systemCode(error) ?? "");
  const status = isRestError(error) ? (error.statusCode ?? 0) : 0;
  if (status === 408 || status === 429 || status >= 500) return true;
  if (NOBODY_THERE.has(code)) return hasAnswered;
  if (code === "REQUEST_SEND_ERROR" && /certificate|TLS|SSL|EPROTO/i.test(errorMessage(error))) return false;
  return PASSING.has(code) || (error instanceof Error && /^(Abort|Timeout)Error$/.test(error.name)) || isCut(error);
}

/** The answer stopped in the middle. */
function isCut(error: unknown): boolean {
  return /aborted|socket hang up|premature close|Unexpected end|terminated/i.test(errorMessage(error));
}

/** What the account or the way to it says, in our words. */
export function explainAzblob(
  error: unknown,
  key: string,
  about: AzblobAddress & { readonly clock: Clock; readonly redact: (text: string) => string },
): ProvisioningError {
  const { account, container, clock, redact } = about;
  const code = azureCode(error);
  const status = isRestError(error) ? error.statusCode : undefined;
  const said = redact(errorMessage(error).split("\n")[0] ?? "")
    .slice(0, 300)
    .replace(/\.$/, "");
  const fact = (
    what: { readonly code: ProvisioningErrorCode; readonly kind?: "fault" },
    why: string,
    hint: string,
  ): ProvisioningError =>
    provisioningError({
      ...what,
      message: `The state store (container ${container} of the storage account ${account}) ${why}.`,
      hint,
      cause: new Error(`${code || (status ?? "")}: ${said}`),
    });
  const refused = { code: "provisioning/store-refused" } as const;
  const unreachable = { code: "provisioning/store-unreachable", kind: "fault" } as const;

  if (error instanceof Error && /Credential|^Authentication/.test(error.name))
    return fact(
      refused,
      "cannot be opened: this machine has no identity that Azure knows",
      "Log in (az login, or the action azure/login in a pipeline), or put the account's key into AZURE_STORAGE_KEY.",
    );
  if (code === "RequestBodyTooLarge" || status === 413) return tooLarge(key);
  if (code === "ContainerNotFound" || code === "ContainerBeingDeleted")
    return fact(
      refused,
      code === "ContainerNotFound" ? "is not there: the account has no such container" : "is being deleted",
      `Make it, closed to the public: az storage container create --account-name ${account} --name ${container} --auth-mode login.`,
    );
  const skewMs = isRestError(error) ? skewOf(error, clock) : undefined;
  if ((status === 403 || status === 401) && skewMs !== undefined && Math.abs(skewMs) > LARGEST_SKEW_MS)
    return fact(
      refused,
      `takes no request of this machine: its clock is ${Math.round(Math.abs(skewMs) / 60_000)} minutes ${skewMs > 0 ? "ahead" : "behind"}`,
      "Set the clock (timedatectl set-ntp true), and run the command again.",
    );
  if (code === "AuthenticationFailed" || code === "InvalidAuthenticationInfo" || code === "NoAuthenticationInformation")
    return fact(
      refused,
      "does not take the credentials: the key, the SAS or the token is wrong, or has expired",
      "Take a new one from the account, and put it into the variable whole.",
    );
  if (code === "AuthorizationPermissionMismatch" || code === "AuthorizationProtocolMismatch")
    return fact(
      refused,
      "does not let these credentials read and write there",
      "Give the identity the role Storage Blob Data Contributor on the container, or the SAS the permissions rwdl.",
    );
  if (status === 403 || status === 401)
    return fact(
      refused,
      `refuses this machine or these credentials (${code || status})`,
      "Look at the key or the roles of the identity (it needs Storage Blob Data Contributor), and at the account's firewall.",
    );
  if (code === "LeaseIdMissing" || code === "BlobImmutableDueToPolicy" || code === "SnapshotsPresent")
    return fact(
      { code: "provisioning/store-unwritable", kind: "fault" },
      `does not let ${key} be changed (${code})`,
      "Take the lease or the immutability policy off the container: Towpath has its own lock and history.",
    );
  if (code === "ENOTFOUND" || code === "EAI_AGAIN")
    return fact(
      unreachable,
      "cannot be found: the account's host is unknown",
      "Mend `account` or `endpoint` in the platform's `state:`, or connect to the network that knows it.",
    );
  if (/CERT|SELF_SIGNED|VERIFY_LEAF|ERR_TLS|ERR_SSL|EPROTO/.test(code) || /certificate|SSL routines/i.test(said))
    return fact(
      unreachable,
      `cannot be reached by TLS: ${said}`,
      "Name the authority that signed its certificate: NODE_EXTRA_CA_CERTS=/path/to/ca.pem. Mend `endpoint` where it speaks no TLS.",
    );
  if (code === "ECONNREFUSED")
    return fact(unreachable, "does not answer: nobody listens there", "Mend `endpoint` in the platform's `state:`.");
  return fact(
    unreachable,
    status === undefined ? `does not answer: ${said}` : `fails: ${code || "HTTP"} ${status}`,
    "Whether the last write got there is not known: the same command finds out and goes on, once the account answers.",
  );
}

/** How far this machine's clock is ahead of the server's, in milliseconds. */
function skewOf(error: RestError, clock: Clock): number | undefined {
  const theirs = Date.parse(error.response?.headers.get("date") ?? "");
  return Number.isNaN(theirs) ? undefined : clock.now().getTime() - theirs;
}
