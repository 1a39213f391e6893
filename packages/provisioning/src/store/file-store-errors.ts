import { errorMessage } from "@towpath/core";
import { type ProvisioningError, provisioningError } from "../errors.ts";

/** The system's name for an error: `ENOENT`. */
export function systemCode(error: unknown): string | undefined {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : undefined;
}

const WHY: Readonly<Record<string, { readonly what: string; readonly hint: string }>> = {
  ENOSPC: { what: "the disk is full", hint: "Free some space and run the command again; what was stored is intact." },
  EDQUOT: {
    what: "the disk quota is used up",
    hint: "Free some space and run the command again; what was stored is intact.",
  },
  EROFS: {
    what: "the file system is read-only",
    hint: "Set TOWPATH_HOME to a folder that can be written, or mount it writable.",
  },
  EACCES: {
    what: "permission is missing",
    hint: "Give yourself permission on that folder. Where it is another user's: each has one of their own (TOWPATH_HOME), and what several share is kept in a store such as postgres.",
  },
  EPERM: {
    what: "the file system does not permit it",
    hint: "Give yourself write permission on that folder; a file system without hard links cannot hold state.",
  },
  EEXIST: {
    what: "a file has the name of a folder that is needed",
    hint: "Move that file away, or choose another folder.",
  },
  ENOTDIR: { what: "a part of the path is a file", hint: "Move that file away, or choose another folder." },
};

/** What to say when state could not be written. */
export function storeUnwritable(path: string, error: unknown): ProvisioningError {
  const why = WHY[systemCode(error) ?? ""];
  return provisioningError({
    code: "provisioning/store-unwritable",
    kind: "fault",
    message: `State cannot be written to ${path}: ${why?.what ?? errorMessage(error)}.`,
    hint: why?.hint ?? "Check that the folder can be written, and run the command again.",
    cause: error,
  });
}

/** What to say when state could not be read. */
export function storeUnreadable(path: string, error: unknown): ProvisioningError {
  const why = WHY[systemCode(error) ?? ""];
  return provisioningError({
    code: "provisioning/store-unreadable",
    kind: "fault",
    message: `State cannot be read from ${path}: ${why?.what ?? errorMessage(error)}.`,
    hint: "Check the folder's owner and permissions, and run the command again.",
    cause: error,
  });
}
