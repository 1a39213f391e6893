import {
  BlobServiceClient,
  type ContainerClient,
  type StoragePipelineOptions,
  StorageSharedKeyCredential,
} from "@azure/storage-blob";
import { redactor, Secret } from "@towpath/core";
import { provisioningError } from "../../errors.ts";

/** What opens a storage account. */
export type AzblobCredential =
  | { readonly kind: "connection string"; readonly value: Secret }
  | { readonly kind: "key"; readonly value: Secret }
  | { readonly kind: "sas"; readonly value: Secret }
  /** `DefaultAzureCredential` of `@azure/identity`, or another of its kind. */
  | { readonly kind: "identity"; readonly credential: AzureToken };

/** A token credential of `@azure/identity`. */
export interface AzureToken {
  getToken(
    scopes: string | string[],
    options?: object,
  ): Promise<{ readonly token: string; readonly expiresOnTimestamp: number } | null>;
}

/** Where the container is. */
export interface AzblobAddress {
  readonly account: string;
  readonly container: string;
  /** `https://ACCOUNT.blob.core.windows.net` when absent. */
  readonly endpoint?: string | undefined;
}

/** The client itself asks once: what is asked again, and under which condition, is for the store to say. */
const ONCE: StoragePipelineOptions = { retryOptions: { maxTries: 1 } };

/** A client of the container. @throws {ProvisioningError} `provisioning/store-options` for what is no credential or no endpoint */
export function openContainer(address: AzblobAddress, credential: AzblobCredential): ContainerClient {
  const { account, container, endpoint = `https://${account}.blob.core.windows.net` } = address;
  return serviceClient(account, endpoint, credential).getContainerClient(container);
}

function serviceClient(account: string, endpoint: string, credential: AzblobCredential): BlobServiceClient {
  try {
    switch (credential.kind) {
      case "connection string":
        return BlobServiceClient.fromConnectionString(credential.value.reveal().trim(), ONCE);
      case "key": {
        const key = new StorageSharedKeyCredential(account, credential.value.reveal().trim());
        return new BlobServiceClient(endpoint, key, ONCE);
      }
      case "sas":
        return new BlobServiceClient(
          `${endpoint}?${credential.value.reveal().trim().replace(/^\?/, "")}`,
          undefined,
          ONCE,
        );
      case "identity":
        return new BlobServiceClient(endpoint, credential.credential, ONCE);
    }
  } catch (error) {
    throw provisioningError({
      code: "provisioning/store-options",
      message: `The ${credential.kind === "identity" ? "endpoint" : credential.kind} for the storage account ${account} cannot be used: it is in an unknown form.`,
      hint: "Copy it whole from the account's page in the portal, or from: az storage account show-connection-string.",
      cause: new Error(error instanceof Error ? error.name : "unknown"),
    });
  }
}

/** Replaces what opens the account in a text, in each part of it that would be enough. */
export function azblobRedactor(credential: AzblobCredential): (text: string) => string {
  const withoutSignature = (text: string) => text.replace(/\bsig=[^&\s]+/g, "sig=***");
  if (credential.kind === "identity") return withoutSignature;
  const whole = credential.value.reveal();
  const parts = whole.match(/(?<=AccountKey=)[^;]+|(?<=SharedAccessSignature=)[^;]+|(?<=sig=)[^&;]+/g) ?? [];
  const redact = redactor([whole, ...parts, ...parts.map(decoded)].map((text) => new Secret(text)));
  return (text) => withoutSignature(redact(text));
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
