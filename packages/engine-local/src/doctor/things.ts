import { join } from "node:path";
import { isJsonObject, type Json } from "@towpath/core";
import type { RecordedResource, StateDocument } from "@towpath/provisioning";
import type { LocalServer, LocalThing } from "../servers/local-server.ts";
import type { ServiceOnMachine } from "../stop-everything.ts";
import type { Ailment } from "./ailment.ts";
import type { Patient } from "./patient.ts";
import { quoted } from "./permissions.ts";

/** What states name is on the disk, what is on the disk is named by a state, and what is only kept is known. */
export async function examineThings(patient: Patient): Promise<readonly Ailment[]> {
  const { states, servers, folders } = patient;
  const things = servers.flatMap((server) => server.things.map((thing) => ({ server, thing })));
  const found: Ailment[] = [];
  for (const { service, environment, key, document } of states) {
    if (!document) continue;
    const about = { service, environment };
    const where = join(folders.data, "state", ...key.split("/"));
    for (const [address, record] of Object.entries(document.resources))
      if (isLocal(record, document) && !things.some(({ thing }) => isOf(thing, about, address, record)))
        found.push(gone(about, address, where));
    for (const [address, record] of Object.entries(document.orphans)) {
      const at = things.find(({ thing }) => isOf(thing, about, address, record));
      found.push(kept(about, address, record, at?.server, at?.thing.record ?? where));
    }
  }
  for (const { server, thing } of things) {
    const state = states.find((each) => each.service === thing.service && each.environment === thing.environment);
    if (state?.problem || (state?.document && isNamed(thing, state.document))) continue;
    found.push(unknown(server, thing));
  }
  return found;
}

/** True for what this engine's own servers hold; a plug-in's things are elsewhere. */
function isLocal({ engine, driver }: RecordedResource, { lastApplied }: StateDocument): boolean {
  const isHere = lastApplied?.environment.engines.some(({ name, kind }) => name === engine && kind === "local");
  return isHere === true && ["postgres", "mysql", "redis", "bucket", "queue"].includes(driver);
}

function isOf(thing: LocalThing, about: ServiceOnMachine, address: string, { have }: RecordedResource): boolean {
  if (thing.service !== about.service || thing.environment !== about.environment) return false;
  return holds(have, thing.id) || thing.address === address;
}

function isNamed(thing: LocalThing, { resources, orphans, journal }: StateDocument): boolean {
  const records = [...Object.entries(resources), ...Object.entries(orphans)];
  if (journal.some(({ address }) => address === thing.address)) return true;
  return records.some(([address, { have }]) => holds(have, thing.id) || address === thing.address);
}

/** A driver's own record names its thing somewhere. */
function holds(value: Json, id: string): boolean {
  if (value === id) return true;
  if (Array.isArray(value)) return value.some((part) => holds(part, id));
  return isJsonObject(value) && Object.values(value).some((part) => holds(part, id));
}

function gone(about: ServiceOnMachine, address: string, where: string): Ailment {
  const { service, environment } = about;
  return {
    code: "doctor/thing-gone",
    level: "mandatory",
    message: `${address} of ${service} in ${environment} is on record, and what holds its data is not on this disk any more. It was removed by hand, or the folder was restored in part.`,
    where,
    about: { ...about, address },
    mend: `Put it back from a backup; or let towpath apply -e ${environment} in the folder of ${service} make it anew, without the data.`,
  };
}

function kept(
  about: ServiceOnMachine,
  address: string,
  { version, type }: RecordedResource,
  server: LocalServer | undefined,
  where: string,
): Ailment {
  const { service, environment } = about;
  const what = version === undefined ? type : `${type} ${version}`;
  return {
    code: "doctor/thing-kept",
    level: "advisory",
    message: `${address} (${what}) of ${service} in ${environment} is kept for its data${server ? ` on ${server.title}` : ""}: no manifest asks for it. It takes room until someone destroys it by name.`,
    where,
    about: { ...about, address },
    mend: `towpath destroy -e ${environment} ${address} --allow data-loss:${address}`,
  };
}

function unknown(server: LocalServer, { service, environment, address, id, record }: LocalThing): Ailment {
  return {
    code: "doctor/thing-unknown",
    level: "advisory",
    message: `${server.title} holds ${id} of ${service} in ${environment}, and no state on this machine names it. It holds data that no command will touch.`,
    where: record,
    about: { service, environment, address },
    mend: `To keep it: towpath apply -e ${environment} in the folder of ${service}, whose manifest names ${address}. To lose it: the same, then towpath destroy -e ${environment} --allow data-loss:${address}. Its record is ${quoted(record)}.`,
  };
}
