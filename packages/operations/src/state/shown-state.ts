import type { Json, JsonObject } from "@towpath/core";
import type { Intention, RecordedOutput, RecordedResource, StateDocument } from "@towpath/provisioning";

/** A state as anybody may see it: without what is sealed, the lock's token, and the graph that was applied. */
export interface ShownState {
  readonly serial: number;
  readonly resources: Readonly<Record<string, ShownResource>>;
  readonly orphans: Readonly<Record<string, ShownResource>>;
  /** Steps that were begun and have no end on record. */
  readonly journal: readonly Pick<Intention, "address" | "action" | "at">[];
  readonly lock: { readonly who: string; readonly run: string; readonly since: string } | null;
  /** Digest of the manifest that was last carried out whole. */
  readonly lastApplied: string | null;
}

/** One recorded thing without its secrets. */
export interface ShownResource
  extends Omit<RecordedResource, "idempotencyKey" | "outputs" | "version" | "variant" | "adopted"> {
  readonly version: string | null;
  readonly outputs: Readonly<Record<string, { readonly value: Json } | { readonly isSecret: true }>>;
}

export function shownState({ serial, resources, orphans, journal, lock, lastApplied }: StateDocument): ShownState {
  return {
    serial,
    resources: mapped(resources, shownResource),
    orphans: mapped(orphans, shownResource),
    journal: journal.map(({ address, action, at }) => ({ address, action, at })),
    lock: lock ? { who: lock.holder.who, run: lock.holder.run, since: lock.holder.since } : null,
    lastApplied: lastApplied?.manifest ?? null,
  };
}

function shownResource(record: RecordedResource): ShownResource {
  const { type, engine, driver, recipe, isStateful, settings, want, have, status, dependsOn, version } = record;
  return {
    type,
    engine,
    driver,
    version: version ?? null,
    recipe,
    isStateful,
    settings,
    want,
    have,
    outputs: mapped(record.outputs, shownOutput),
    status,
    dependsOn,
  };
}

function shownOutput(output: RecordedOutput): { readonly value: Json } | { readonly isSecret: true } {
  return "sealed" in output ? { isSecret: true } : { value: output.value };
}

/** Outputs on one line: `host 127.0.0.1, password (secret)`. */
export function outputLine(outputs: ShownResource["outputs"]): string {
  return Object.entries(outputs)
    .map(([name, output]) => `${name} ${"value" in output ? text(output.value) : "(secret)"}`)
    .join(", ");
}

function text(value: Json): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

function mapped<From, To>(all: Readonly<Record<string, From>>, to: (from: From) => To): Readonly<Record<string, To>> {
  return Object.fromEntries(Object.entries(all).map(([name, one]) => [name, to(one)]));
}

/** A record of a deployment or a release: JSON without secrets by its making. */
export function shownRecord(bytes: Uint8Array): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? JSON.parse(JSON.stringify(value))
      : undefined;
  } catch {
    return undefined;
  }
}
