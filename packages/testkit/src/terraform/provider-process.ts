import { appendFileSync } from "node:fs";
import { join } from "node:path";
import { serveProvider } from "./protocol/serve-provider.ts";
import { providerMethods } from "./provider/provider-methods.ts";
import { providers } from "./providers.ts";
import type { ProviderOrder } from "./start-provider.ts";
import { orderedFaults } from "./world/ordered-faults.ts";
import { thingFiles } from "./world/thing-files.ts";

// Serves all providers until whoever started it is gone.
const folder = process.argv[2] ?? "";
const log = (call: string) => appendFileSync(join(folder, "calls"), `${call}\n`);
const faults = orderedFaults(() => process.exit(1));
const effects = { cloud: thingFiles(folder), faults, log };
const attached: Record<string, unknown> = {};
for (const provider of await providers()) {
  const { port } = await serveProvider(providerMethods(provider, effects));
  attached[provider.address] = {
    Protocol: "grpc",
    ProtocolVersion: 6,
    Pid: process.pid,
    Test: true,
    Addr: { Network: "tcp", String: `127.0.0.1:${port}` },
  };
}
process.on("message", (order: ProviderOrder) => {
  if (order === "forget") faults.forget();
  else faults.order(order);
  process.send?.("ordered");
});
process.on("disconnect", () => process.exit(0));
process.send?.({ attached });
