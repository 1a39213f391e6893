import type { JsonObject } from "@towpath/core";
import { terraformStateOwner } from "@towpath/engine-terraform/state";
import { decodeState, readStored } from "@towpath/provisioning";
import type { Section } from "@towpath/report";
import { counted } from "../describe/counted.ts";
import { operation } from "../operation.ts";
import { terraformShown } from "../state/look-at-terraform-state.ts";
import {
  generationOf,
  isInternal,
  isRecord,
  openStateStore,
  refuseUnknownKey,
  type StateRequest,
} from "../state/open-state-store.ts";
import { outputLine, type ShownResource, type ShownState, shownRecord, shownState } from "../state/shown-state.ts";
import { type ShownTerraformState, terraformSections } from "../state/shown-terraform-state.ts";

/** Which state, and as it was when. */
export interface StateShowRequest extends StateRequest {
  /** A version as `state history` names it, or the number that it begins with; the present one when absent. */
  readonly at?: string | undefined;
}

/** One value of the store. Whatever is sealed in it is left out. */
export interface StateShowData {
  readonly key: string;
  readonly version: string;
  readonly state: ShownState | null;
  /** A record of a deployment or a release. */
  readonly record: JsonObject | null;
  /** A state of Terraform's. */
  readonly terraform: ShownTerraformState | null;
}

/** Shows a state, as it is or as it was: what was made, what is kept, what was begun, who has the lock. Of Terraform's, what there is and no value. No secrets. */
export const stateShow = operation<StateShowRequest, StateShowData>("state show", async (request, effects) => {
  const opened = await openStateStore(request, effects);
  const { graph, store, key } = opened;
  if (isInternal(key)) await refuseUnknownKey(store, key);
  const { environment } = graph;
  const about = { status: "ok" as const, environment: environment.name };
  if (isRecord(key)) {
    const found = await store.read(key);
    const record = found && shownRecord(found.bytes);
    if (found && record)
      return {
        ...about,
        summary: `${key}, version ${found.version}.`,
        sections: [{ kind: "document", text: `${JSON.stringify(record, undefined, 2)}\n` }],
        data: { key, version: found.version, state: null, record, terraform: null },
      };
    await refuseUnknownKey(store, key);
  }
  const then = request.at === undefined ? "" : ", as it was then";
  if (terraformStateOwner(key)) {
    const generation = request.at === undefined ? undefined : await generationOf(store, key, request.at);
    const { version, state } = (await terraformShown(opened, key, generation)) ?? (await refuseUnknownKey(store, key));
    return {
      ...about,
      summary: `${key}, version ${version}${then}: ${counted(state.things.length, "thing")}.`,
      sections: terraformSections(state),
      data: { key, version, state: null, record: null, terraform: state },
    };
  }
  const { version, state } = await stateAt();
  const shown = shownState(state);
  return {
    ...about,
    summary: `${key}, version ${version}${then}.`,
    sections: sectionsOf(shown),
    data: { key, version, state: shown, record: null, terraform: null },
  };

  async function stateAt() {
    if (request.at !== undefined) {
      const generation = await generationOf(store, key, request.at);
      const bytes = await generation.bytes();
      if (!bytes) await refuseUnknownKey(store, key);
      return { version: generation.version, state: decodeState(bytes ?? new Uint8Array(), key) };
    }
    const stored = await readStored(store, key);
    if (stored.version === "absent") await refuseUnknownKey(store, key);
    return stored;
  }
});

function sectionsOf(state: ShownState): readonly Section[] {
  const { lock, lastApplied, journal } = state;
  const table = (title: string, records: ShownState["resources"]): readonly Section[] =>
    Object.keys(records).length === 0
      ? []
      : [
          {
            kind: "table",
            title,
            head: ["resource", "type", "engine", "status", "outputs"],
            rows: Object.entries(records).map(([address, record]) => rowOf(address, record)),
          },
        ];
  return [
    {
      kind: "fields",
      fields: [
        { name: "serial", value: String(state.serial) },
        { name: "lock", value: lock ? `${lock.who} (run ${lock.run}) since ${lock.since}` : "free" },
        ...(lastApplied === null ? [] : [{ name: "last applied", value: `manifest ${lastApplied}` }]),
      ],
    },
    ...table("Resources", state.resources),
    ...table("Kept for their data", state.orphans),
    ...(journal.length > 0
      ? [
          {
            kind: "lines" as const,
            title: "Begun, and not on record as ended",
            lines: journal.map(({ action, address, at }) => `${action} ${address} (${at})`),
          },
        ]
      : []),
  ];
}

function rowOf(address: string, record: ShownResource): readonly string[] {
  const type = record.version === null ? record.type : `${record.type} ${record.version}`;
  return [address, type, record.engine, record.status, outputLine(record.outputs)];
}
