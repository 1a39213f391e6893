import { errorMessage } from "@towpath/core";
import { provisioningError } from "../../errors.ts";
import type { AzureToken } from "./azblob-client.ts";

const PACKAGE: string = "@azure/identity";

/**
 * The identity of this machine or pipeline: `DefaultAzureCredential` of `@azure/identity` (workload identity, managed
 * identity, `az login`). That package is large and stands beside Towpath only where somebody wants it.
 *
 * @throws {ProvisioningError} `provisioning/store-options` where it is not installed
 */
export async function defaultAzureIdentity(): Promise<AzureToken> {
  const module: unknown = await import(PACKAGE).catch((error: unknown) => {
    throw identityMissing(error);
  });
  const make = module instanceof Object ? Reflect.get(module, "DefaultAzureCredential") : undefined;
  if (typeof make !== "function") throw identityMissing(new Error("it has no DefaultAzureCredential"));
  const credential: unknown = Reflect.construct(make, []);
  const getToken = credential instanceof Object ? Reflect.get(credential, "getToken") : undefined;
  if (typeof getToken !== "function") throw identityMissing(new Error("its credential gives no token"));
  return { getToken: (...request) => Reflect.apply(getToken, credential, request) };
}

function identityMissing(cause: unknown): Error {
  return provisioningError({
    code: "provisioning/store-options",
    message:
      "The storage account of the state has no credentials here, and the package @azure/identity is not there to find any.",
    hint: "Put the account's key into AZURE_STORAGE_KEY, or install the package beside Towpath: npm install @azure/identity.",
    cause: new Error(errorMessage(cause)),
  });
}
