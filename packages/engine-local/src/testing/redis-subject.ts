import { createClient } from "@redis/client";
import { isJsonObject } from "@towpath/core";
import type { ConformanceSubject, ExampleThing } from "@towpath/provisioning/conformance";
import { processesIn } from "../processes/processes-in.ts";
import { redisDriver } from "../redis/redis-driver.ts";
import { asRedisAdmin, redisAdminPassword } from "../redis/redis-server.ts";
import { redisServers } from "../redis/redis-servers.ts";
import { foldersAt } from "./local-fixture.ts";
import { starterType } from "./starter-type.ts";
import { textOutput } from "./text-output.ts";

type Client = Parameters<Parameters<typeof asRedisAdmin>[3]>[0];

/** Talks to a store as a service would. */
export async function asService<T>(url: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client: Client = createClient({ url, socket: { reconnectStrategy: false } });
  client.on("error", () => {});
  await client.connect();
  try {
    return await work(client);
  } finally {
    client.destroy();
  }
}

/** What the conformance kit needs to know of redis. @param home a data folder */
export default function redisSubject(home: string): ConformanceSubject {
  const folders = foldersAt(home);
  const url = ({ outputs }: ExampleThing) => textOutput(outputs, "url");
  const user = ({ outputs }: ExampleThing) => textOutput(outputs, "username");
  const byHand = async ({ have, outputs }: ExampleThing, work: (client: Client) => Promise<unknown>) => {
    const id = isJsonObject(have) ? String(have["id"]) : "";
    const password = await redisAdminPassword(id, folders);
    await asRedisAdmin(Number(outputs["port"]), password, new AbortController().signal, work);
  };
  const settings = { maxMemoryMiB: 32 };
  return {
    driver: () => redisDriver(folders),
    type: starterType("redis"),
    example: { version: "7", settings },
    changes: [
      { name: "settings.maxMemoryMiB", to: { version: "7", settings: { maxMemoryMiB: 48 } } },
      { name: "settings.eviction", to: { version: "7", settings: { ...settings, eviction: "allkeys-lru" } } },
      { name: "settings.persistence", to: { version: "7", settings: { ...settings, persistence: "none" } } },
    ],
    disturbances: [
      {
        name: "a user without rights",
        disturb: (thing) => byHand(thing, (client) => client.aclSetUser(user(thing), ["-@all"])),
        isMended: (thing) => asService(url(thing), async (client) => (await client.ping()) === "PONG"),
      },
      {
        name: "a user who may do everything",
        disturb: (thing) => byHand(thing, (client) => client.aclSetUser(user(thing), ["+@all"])),
      },
      {
        name: "another password",
        disturb: (thing) => byHand(thing, (client) => client.aclSetUser(user(thing), ["resetpass", ">other"])),
        isMended: (thing) => asService(url(thing), async (client) => (await client.ping()) === "PONG"),
      },
      {
        name: "a user of somebody else's",
        disturb: (thing) => byHand(thing, (client) => client.aclSetUser("stranger", ["on", ">x", "~*", "+@all"])),
      },
      {
        name: "a door that is open to everybody",
        disturb: (thing) => byHand(thing, (client) => client.aclSetUser("default", ["on", "nopass"])),
      },
      { name: "another memory", disturb: (thing) => byHand(thing, (client) => client.configSet("maxmemory", "1mb")) },
      { name: "no log", disturb: (thing) => byHand(thing, (client) => client.configSet("appendonly", "no")) },
      { name: "no administrator", disturb: (thing) => byHand(thing, (client) => client.aclSetUser("towpath", "off")) },
    ],
    data: {
      put: (thing) => asService(url(thing), async (client) => void (await client.set("kept", "42"))),
      isThere: (thing) => asService(url(thing), async (client) => (await client.get("kept")) === "42"),
    },
    leftovers: async () => [
      ...(await redisServers(folders)).map(({ folder }) => folder),
      ...processesIn(folders.servers).map(({ program, pid }) => `${program} (${pid})`),
    ],
    module: { url: import.meta.url, argument: home },
  };
}
