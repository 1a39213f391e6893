import { terraformStateOwner } from "@towpath/engine-terraform/state";
import { decodeState, formatHolder, type Holder, type StateStore } from "@towpath/provisioning";
import { counted } from "../describe/counted.ts";
import type { EnvironmentRequest } from "../documents/open-documents.ts";
import { operation } from "../operation.ts";
import { isUnreadable, terraformListed } from "../state/look-at-terraform-state.ts";
import { isRecord, type OpenStateStore, openStateStore, rowOfRecord, shownKeys } from "../state/open-state-store.ts";

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
  /** `terraform`: a state of Terraform's; its resources are the things in it. */
  readonly kind: "towpath" | "terraform";
  readonly version: string | null;
  /** RFC 3339. */
  readonly writtenAt: string | null;
  readonly serial: number | null;
  readonly resources: number;
  readonly orphans: number;
  /** Of a state of Terraform's: what is to be imported into it, or to be looked for. */
  readonly pending: number;
  readonly lockedBy: Holder | null;
  /** Why it cannot be read. */
  readonly problem: string | null;
}

/** Lists the state store of an environment: every state with what it holds, who has its lock, and when it was written. */
export const stateList = operation<EnvironmentRequest, StateListData>("state list", async (request, effects) => {
  const opened = await openStateStore(request, effects);
  const { graph, store } = opened;
  const keys = await shownKeys(store);
  const states: ListedState[] = [];
  for (const key of keys.filter((one) => !isRecord(one))) states.push(await listed(opened, key));
  const prefixes = Map.groupBy(keys.filter(isRecord), rowOfRecord);
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
        ? [
            {
              kind: "table" as const,
              head: ["records", "how many"],
              rows: records.map(({ key, count }) => [key, `${count}`]),
            },
          ]
        : []),
      { kind: "lines", lines: states.flatMap(notesOf) },
    ],
    data: { store: kind, states, records },
  };
});

function notesOf({ key, problem, pending }: ListedState): readonly string[] {
  if (problem !== null) return [`${key}: ${problem}`];
  return pending === 0
    ? []
    : [
        `${key}: ${counted(pending, "thing")} may be there that Terraform's state does not know; the next plan says which.`,
      ];
}

async function listed(opened: Pick<OpenStateStore, "store" | "secretBox">, key: string): Promise<ListedState> {
  const { store } = opened;
  const kind = terraformStateOwner(key) ? "terraform" : "towpath";
  const base = {
    key,
    kind,
    serial: null,
    resources: 0,
    orphans: 0,
    pending: 0,
    lockedBy: null,
    problem: null,
  } as const;
  const { version = null, writtenAt = null } = (await newest(store, key)) ?? {};
  try {
    if (kind === "terraform") return { ...base, writtenAt, ...(await terraformListed(opened, key)) };
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
    if (!isUnreadable(error)) throw error;
    return { ...base, version, writtenAt, problem: error.message };
  }
}

async function newest(store: StateStore, key: string) {
  for await (const generation of store.history?.(key) ?? []) return generation;
  return undefined;
}
