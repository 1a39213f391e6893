import { type LocalFolders, listServers, localDrivers, localFolders } from "@towpath/engine-local";
import type { Driver } from "@towpath/provisioning";

type Variables = Readonly<Record<string, string | undefined>>;

/** The folders of a test run: data of its own, server packages from this user's cache. */
export function testFolders(home: string, variables: Variables): LocalFolders {
  return { ...localFolders({ ...variables, TOWPATH_HOME: home }), cache: localFolders(variables).cache };
}

/** The drivers of the local engine, with their data in that folder. */
export function testDrivers(home: string, variables: Variables): Readonly<Record<string, Driver>> {
  return localDrivers(testFolders(home, variables));
}

/** What servers have on record of things that the kit made. */
export async function thingsLeft(home: string, variables: Variables): Promise<readonly string[]> {
  const servers = await listServers(testFolders(home, variables));
  return servers.flatMap(({ title, things }) =>
    things
      .filter(({ service }) => service.startsWith("conform-"))
      .map(({ service, environment, address }) => `${address} of ${service} in ${environment} (${title})`),
  );
}
