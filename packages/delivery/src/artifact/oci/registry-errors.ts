import { errorMessage, isJsonObject } from "@towpath/core";
import { type DeliveryError, deliveryError } from "../../errors.ts";
import { PASSWORD_VARIABLE, USER_VARIABLE } from "./docker-credentials.ts";
import type { RegistryReference } from "./registry-reference.ts";

const LONGEST = 300;
const CONTROL = /\p{Cc}+/gu;

/** What is said of a registry that could not be reached. URLs are left out: they may hold a signature. */
export function unreachable({ host }: RegistryReference, error: unknown): DeliveryError {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const code = cause instanceof Error && "code" in cause && typeof cause.code === "string" ? cause.code : undefined;
  const isTls = code !== undefined && /CERT|SELF_SIGNED|TLS|SSL/.test(code);
  return deliveryError({
    code: "delivery/artifact-store",
    kind: "fault",
    message: `The registry ${host}, which keeps artifacts, could not be reached: ${code ?? shortened(errorMessage(cause))}.`,
    hint: isTls
      ? "If it has a certificate of your own authority, name that in NODE_EXTRA_CA_CERTS."
      : "See whether it runs and can be reached from here, then run the same command again.",
    cause: error,
  });
}

/** What is said of an answer that is none of those that there should be. */
export function unexpected(reference: RegistryReference, doing: string, status: number, body: string): DeliveryError {
  return deliveryError({
    code: "delivery/artifact-store",
    kind: "fault",
    message: `The registry ${reference.host} answered ${status} to ${doing} in ${reference.repository}${said(body)}.`,
    hint:
      status === 404
        ? `Some registries want a repository to be there before anything is put into it: create ${reference.repository}.`
        : "Nothing that was recorded is lost. Run the same command again; if it stays so, ask who runs the registry.",
  });
}

/** What is said of a header that leads nowhere, or to where nothing would be private. */
export function unsafePlace({ host }: RegistryReference, doing: string): DeliveryError {
  return deliveryError({
    code: "delivery/artifact-store",
    kind: "fault",
    message: `The registry ${host} answered ${doing} with a place to go on at that is none, or is not reached by https.`,
    hint: "Nothing was sent there. Ask who runs the registry; one behind a proxy has to know its own address.",
  });
}

/** What is said where credentials are missing or do not suffice. */
export function denied(
  { host, repository }: RegistryReference,
  doing: string,
  hasCredentials: boolean,
  body: string,
): DeliveryError {
  return deliveryError({
    code: "delivery/artifact-store-denied",
    message: `The registry ${host} does not allow ${doing} in ${repository}${said(body)}.`,
    hint: hasCredentials
      ? "The credentials that it was shown may not do that: give them the right to read and write there, or show others."
      : `It was shown no credentials: run docker login ${host}, or set ${USER_VARIABLE} and ${PASSWORD_VARIABLE}.`,
  });
}

/** The registry's own words: https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#error-codes */
function said(body: string): string {
  try {
    const value: unknown = JSON.parse(body);
    const errors = isJsonObject(value) ? value["errors"] : undefined;
    const [first] = Array.isArray(errors) ? errors : [];
    if (!isJsonObject(first)) return "";
    const words = [first["code"], first["message"]].filter((word) => typeof word === "string" && word !== "");
    return words.length === 0 ? "" : `: ${shortened(words.join(": "))}`;
  } catch {
    return "";
  }
}

function shortened(text: string): string {
  return text
    .replace(CONTROL, " ")
    .replace(/[.\s]+$/, "")
    .slice(0, LONGEST);
}
