import { type Address, isJsonObject, type JsonObject, own, Secret } from "@towpath/core";
import { type Context, openOutput, readState, stateKey, type Target } from "@towpath/provisioning";
import type { TerraformEngineParts } from "../engine/engine-parts.ts";
import { GENERATED } from "../engine/generated-secrets.ts";
import { keptCalls } from "../engine/kept-calls.ts";
import { keyOf } from "../engine/plan-share.ts";
import { thingsIn } from "../engine/record-changes.ts";
import { engineOptions } from "../engine/session.ts";
import { type Share, shareOf } from "../engine/share.ts";
import { importsOf } from "../engine/taken-over.ts";
import { ROOT_FILE } from "../module/root-document.ts";
import { type RootModule, rootModule } from "../module/root-module.ts";
import { readPending } from "../state/pending.ts";
import { readTerraformState } from "../state/read-state.ts";

/** The root module of an engine for whoever wants to carry on without Towpath. No file holds a secret. */
export interface ExportedRoot {
  /** The engine's name in the environment. */
  readonly engine: string;
  /** Bytes by relative path. */
  readonly files: RootModule["files"];
  /** What has to be set before the first plan, sorted by name. */
  readonly variables: readonly ExportedVariable[];
  /** What is known of secrets that are on record, and tells nothing of them: numbers that change with them. */
  readonly numbers: Readonly<Record<string, number>>;
  /** The type of the platform's backend; undefined where Towpath keeps the state. */
  readonly backend: string | undefined;
  /**
   * The state that Towpath keeps, as Terraform wrote it; undefined where there is none or the platform's backend has it.
   * It holds secrets.
   */
  readonly state: JsonObject | undefined;
  /** What is kept for its data and in no manifest any more, sorted. */
  readonly kept: readonly Address[];
}

/** A variable of the root that holds a secret. */
export interface ExportedVariable {
  readonly name: string;
  readonly description: string;
}

const NOTHING = new Secret("");

/**
 * The root module of an engine as the next apply would make it, with variables for whatever is secret or not known yet. Reads
 * the state of the environment and nothing else: no secret source, no cloud.
 *
 * @throws {TerraformError} as {@link rootModule}; {ProvisioningError} `provisioning/move-refused`, and what the store throws
 */
export async function exportRoot(
  parts: TerraformEngineParts,
  target: Target,
  context: Pick<Context, "outputs">,
): Promise<ExportedRoot> {
  const { graph, state: store } = target;
  const { options } = engineOptions(parts.name, target);
  const state = await readState(store, stateKey(graph.service.name, graph.environment.name));
  const whole = shareOf(parts.name, target, "match", state);
  const share = shareOf(parts.name, target, "match", state, { left: withoutThings(whole) });
  const key = keyOf(parts, target);
  const root = await rootModule({
    graph,
    engine: parts.name,
    wanted: share.wanted,
    kept: await keptCalls(share.kept, parts.secretBox),
    moved: [...share.moved].map(([to, from]) => ({ from, to })),
    imports: importsOf(await readPending(store, key), share, new Set()).imports,
    // What nobody knows yet is for whoever carries on to say.
    outputs: async (address, output) => (await context.outputs(address, output)) ?? NOTHING,
    secrets: async () => NOTHING,
    generated: (address, name) => generatedOf(share, address, name, parts),
    homeOf: parts.homeOf,
    platformFolder: parts.platformFolder,
    backend: options.backend ? "platform" : "none",
  });
  const blocks = Object.entries(variableBlocks(root));
  return {
    engine: parts.name,
    files: root.files,
    variables: blocks.flatMap(([name, { type, description }]) => (type === "number" ? [] : [{ name, description }])),
    numbers: Object.fromEntries(
      blocks.flatMap(([name, { type }]) =>
        type === "number" ? [[name, Number(own(root.variables, name)?.reveal())]] : [],
      ),
    ),
    backend: options.backend?.type,
    state: options.backend ? undefined : await readTerraformState(store, key, parts.secretBox),
    kept: [...share.kept.keys()].filter((address) => !graph.resources.some((each) => each.address === address)).sort(),
  };
}

/** Of what nothing is on record there is nothing to keep: calling its module would make it anew. */
function withoutThings({ kept }: Share): ReadonlySet<Address> {
  return new Set([...kept].filter(([, { have }]) => thingsIn(have).length === 0).map(([address]) => address));
}

/** The secret on record; of one that is still to be made, whoever carries on makes it. */
async function generatedOf(
  { state }: Share,
  address: Address,
  name: string,
  { secretBox }: TerraformEngineParts,
): Promise<Secret> {
  const record = own(state.resources, address) ?? own(state.orphans, address);
  const known = record && (await openOutput(record, `${GENERATED}${name}`, secretBox));
  return known instanceof Secret ? known : NOTHING;
}

function variableBlocks({
  files,
}: RootModule): Readonly<Record<string, { readonly type: string; readonly description: string }>> {
  const document: unknown = JSON.parse(new TextDecoder().decode(files.get(ROOT_FILE)));
  const blocks = isJsonObject(document) ? document["variable"] : undefined;
  return Object.fromEntries(
    Object.entries(blocks !== undefined && isJsonObject(blocks) ? blocks : {}).map(([name, block]) => {
      const { type, description } = isJsonObject(block) ? block : {};
      return [name, { type: String(type), description: String(description) }];
    }),
  );
}
