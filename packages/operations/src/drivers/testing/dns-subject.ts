import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { isJson, isJsonObject } from "@towpath/core";
import type { ConformanceSubject } from "@towpath/provisioning/conformance";
import { loadDrivers } from "../load-drivers.ts";

const platform = join(dirname(fileURLToPath(import.meta.url)), "../../../../../examples/platform");

/** The driver of the example platform as a subject of the conformance kit. @param server `{ url, token }` of a name server */
export default async function dnsSubject(server: unknown): Promise<ConformanceSubject> {
  const { url, token } = isJson(server) && isJsonObject(server) ? server : {};
  const variables = { ...process.env, ACME_DNS_URL: String(url), ACME_DNS_TOKEN: String(token) };
  const ask = async (path: string, method = "GET", body?: object): Promise<unknown> => {
    const headers = { authorization: `Bearer ${String(token)}`, "content-type": "application/json" };
    const response = await fetch(new URL(path, String(url)), {
      method,
      headers,
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    return response.status === 200 ? response.json() : undefined;
  };
  return {
    driver: async () => {
      const { drivers } = loadDrivers(join(platform, "drivers/dns.ts"));
      const driver = drivers["dns-record"];
      if (!driver) throw new Error("There is no driver dns-record.");
      return driver;
    },
    type: {
      name: "dns-record",
      isStateful: false,
      outputs: { fqdn: { type: "string", isSecret: false }, key: { type: "string", isSecret: true } },
      settings: { name: { change: "replace" } },
    },
    example: { settings: { name: "orders", target: "10.0.0.1", ttl: 300 } },
    neighbour: { settings: { name: "billing", target: "10.0.0.2", ttl: 300 } },
    changes: [
      { name: "settings.target", to: { settings: { name: "orders", target: "10.0.0.9", ttl: 300 } } },
      { name: "settings.name", to: { settings: { name: "shop", target: "10.0.0.1", ttl: 300 } } },
    ],
    disturbances: [
      {
        name: "another target",
        disturb: async ({ have }) => {
          const id = isJsonObject(have) ? String(have["id"]) : "";
          await ask(`/records/${id}`, "PUT", { target: "192.0.2.1" });
        },
      },
    ],
    leftovers: async () => {
      const left = await ask("/all");
      return Array.isArray(left) ? left.map(String) : [];
    },
    limitMs: 5_000,
    settleMs: 1_000,
    variables,
  };
}
