import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileStore, openSecretBox, type SecretBox, type StateStore } from "@towpath/provisioning";
import { onTestFinished } from "vitest";
import type { ServeRequest } from "../serve-state.ts";
import { terraformStateKey } from "../state-key.ts";
import { contextOf } from "./context-of.ts";

/** A store in a folder of its own, and what a state is served with. */
export interface StateBench {
  readonly data: string;
  readonly store: StateStore;
  readonly box: SecretBox;
  readonly key: string;
  /** What a state is served with, in write mode. */
  parts(over?: Partial<ServeRequest>): ServeRequest;
}

/** Makes one; it is removed when the test ends. */
export async function stateBench(): Promise<StateBench> {
  const data = await mkdtemp(join(tmpdir(), "towpath terraform state "));
  onTestFinished(() => rm(data, { recursive: true, force: true }));
  const store = fileStore(join(data, "state"));
  const box = await openSecretBox(join(data, "secret.key"));
  const key = terraformStateKey("orders", "dev", "cloud");
  const context = contextOf("1");
  return { data, store, box, key, parts: (over) => ({ store, key, box, mode: "write", context, data, ...over }) };
}

/** A state as Terraform writes it. */
export function stateText(
  serial: number,
  things: Readonly<Record<string, string>> = {},
  lineage = "a-lineage",
): string {
  const resources = Object.entries(things).map(([name, secret]) => ({
    module: `module.${name}`,
    mode: "managed",
    type: "memory_thing",
    name: "this",
    provider: 'provider["registry.terraform.io/towpath/memory"]',
    instances: [{ schema_version: 0, attributes: { id: `id-${name}`, secret }, sensitive_attributes: [] }],
  }));
  const state = {
    version: 4,
    terraform_version: "1.11.4",
    serial,
    lineage,
    outputs: {},
    resources,
    check_results: null,
  };
  return `${JSON.stringify(state, undefined, 2)}\n`;
}

/** How many generations of a key its store keeps. */
export async function generationsOf(store: StateStore, key: string): Promise<number> {
  let count = 0;
  for await (const _ of store.history?.(key) ?? []) count += 1;
  return count;
}
