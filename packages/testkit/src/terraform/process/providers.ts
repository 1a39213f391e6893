import { azurermProvider } from "../azurerm/azurerm-provider.ts";
import { memoryProvider } from "../memory/memory-provider.ts";
import type { ProviderDefinition } from "../provider/definition.ts";

/** All providers that are served. */
export async function providers(): Promise<readonly ProviderDefinition[]> {
  return [memoryProvider, azurermProvider()];
}
