import { azurermProvider } from "./azurerm/azurerm-provider.ts";
import { memoryProvider } from "./memory/memory-provider.ts";
import type { ProviderDefinition } from "./provider/definition.ts";
import { randomProvider } from "./random/random-provider.ts";
import { timeProvider } from "./random/time-provider.ts";
import { tlsProvider } from "./random/tls-provider.ts";

/** All providers that are served. */
export async function providers(): Promise<readonly ProviderDefinition[]> {
  return [memoryProvider, azurermProvider(), randomProvider, timeProvider, tlsProvider];
}
