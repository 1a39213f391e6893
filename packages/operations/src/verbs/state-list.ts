import { TowpathError } from "@towpath/core";
import { decodeState, formatHolder, type Holder, type StateStore } from "@towpath/provisioning";
import { counted } from "../describe/counted.ts";
import type { EnvironmentRequest } from "../documents/open-documents.ts";
import { operation } from "../operation.ts";
import { isRecord, openStateStore, shownKeys } from "../state/open-state-store.ts";

/** What a state store holds. */
export interface StateListData {
  readonly store: string;
  readonly states: readonly ListedState[];
  /** Records of deployments and releases, by the key that they stand below. */
  readonly records: readonly { readonly key: string; readonly count: number }[];
}

/** One state, or one lock without a state. */
export interface ListedState {
  readonly key: string;
  readonly version: string | null;
  /** RFC 3339. */
  readonly writtenAt: string | null;
  readonly serial: number | null;
  readonly resources: number;
  readonly orphans: number;
  readonly lockedBy: Holder | null;
  /** Why it cannot be read. */
  readonly problem: string | null;
}

/** Lists the state store of an environment: every state with what it holds, who has its lock, and when it was written. */
export const stateList = operation<EnvironmentRequest, StateListData>("state list", async (request, effects) => {
  const { graph, store } = await openStateStore(request, effects);
  const keys = await shownKeys(store);
  const states: ListedState[] = [];
  for (const key of keys.filter((one) => !isRecord(one))) states.push(await listed(store, key));
  const prefixes = Map.groupBy(keys.filter(isRecord), (key) => key.slice(0, key.lastIndexOf("/")));
  const records = [...prefixes].map(([key, { length: count }]) => ({ key, count }));
  const kind = graph.environment.state?.store ?? "file";
  const locked = states.filter(({ lockedBy }) => lockedBy).length;
  return {
    status: "ok",
    summary:
      keys.length === 0
        ? `The state store (${kind}) is empty: nothing was applied yet.`
        : `The state store (${kind}) holds ${counted(states.length, "state")}${locked > 0 ? `, ${locked} locked` : ""}.`,
    environment: graph.environment.name,
    sections: [
      {
        kind: "table",
        head: ["key", "serial", "resources", "kept", "lock", "written"],
        rows: states.map((one) => [
          one.key,
          one.problem === null ? String(one.serial ?? "") : "?",
          one.problem === null ? String(one.resources) : "cannot be read",
          one.orphans > 0 ? String(one.orphans) : "",
          one.lockedBy ? formatHolder(one.lockedBy) : "",
          one.writtenAt ?? "",
        ]),
      },
      ...(records.length > 0
        ? [{ kind: "table" as const, head: ["records", ""], rows: records.map(({ key, count }) => [key, `${count}`]) }]
        : []),
      { kind: "lines", lines: states.flatMap(({ key, problem }) => (problem === null ? [] : [`${key}: ${problem}`])) },
    ],
    data: { store: kind, states, records },
  };
});

async function listed(store: StateStore, key: string): Promise<ListedState> {
  const base = { key, serial: null, resources: 0, orphans: 0, lockedBy: null, problem: null };
  const { version = null, writtenAt = null } = (await newest(store, key)) ?? {};
  try {
    const found = await store.read(key);
    if (!found) return { ...base, version, writtenAt };
    const state = decodeState(found.bytes, key);
    return {
      ...base,
      version: found.version,
      writtenAt: version === found.version ? writtenAt : null,
      serial: state.serial,
      resources: Object.keys(state.resources).length,
      orphans: Object.keys(state.orphans).length,
      lockedBy: state.lock?.holder ?? null,
    };
  } catch (error) {
    if (!(error instanceof TowpathError) || !/^provisioning\/state-/.test(error.code)) throw error;
    return { ...base, version, writtenAt, problem: error.message };
  }
}

async function newest(store: StateStore, key: string) {
  for await (const generation of store.history?.(key) ?? []) return generation;
  return undefined;
}
