import { type Address, compareText, type JsonObject, type Place, type Secret } from "@towpath/core";
import type { GraphResource } from "@towpath/manifest";
import type { TerraformOptions } from "../recipe/terraform-options.ts";
import { type TerraformRecipe, terraformRecipe } from "../recipe/terraform-recipe.ts";
import { fillInputs } from "./fill-inputs.ts";
import { labelOf } from "./label.ts";
import { memoized } from "./memoized.ts";
import type { ModuleRecord } from "./module-record.ts";
import { nameOf, readSetting } from "./read-setting.ts";
import { neededOutputs, type Producers, renderInputs } from "./render-inputs.ts";
import type { KeptCall, RootModuleRequest } from "./root-module.ts";
import { RootVariables } from "./root-variables.ts";
import { settleKept } from "./settle-kept.ts";
import { type Tagging, tagging } from "./tags.ts";
import type { VendoredModules } from "./vendor-modules.ts";

/** One `module` block. */
export interface Call {
  readonly address: Address;
  readonly label: string;
  readonly source: string;
  readonly version?: string | undefined;
  /** In Terraform's JSON syntax. */
  readonly inputs: JsonObject;
  /** Outputs of the module that the resource's outputs are made of, sorted. */
  readonly outputs: readonly string[];
  /** Places of settings, by the path of what holds them in `inputs`. */
  readonly places: ReadonlyMap<string, Place>;
  /** Absent for a call that is kept. */
  readonly wanted?: { readonly resource: GraphResource; readonly recipe: TerraformRecipe } | undefined;
}

/** All of a root's `module` blocks, and what is to be recorded of them. */
export interface CalledModules {
  /** Sorted by label. */
  readonly calls: readonly Call[];
  readonly records: ReadonlyMap<Address, ModuleRecord>;
  readonly secretInputs: ReadonlyMap<Address, Readonly<Record<string, Secret>>>;
  readonly unknown: ReadonlySet<Address>;
  readonly variables: RootVariables;
}

/** A call in the form of its record, with the secrets that belong to it. */
interface Drawn {
  readonly address: Address;
  readonly record: ModuleRecord;
  readonly inputs: ReadonlyMap<string, { readonly secret: Secret; readonly description: string }>;
  readonly generated: ReadonlyMap<string, Secret>;
  readonly places: ReadonlyMap<string, Place>;
  readonly wanted?: Call["wanted"];
}

/** Fills in the recipes of what is wanted, takes up the records of what is kept, and renders both. */
export async function callModules(
  request: RootModuleRequest,
  options: TerraformOptions,
  modules: VendoredModules,
): Promise<CalledModules> {
  const wanted = request.wanted.map((resource) => ({ resource, recipe: terraformRecipe(resource) }));
  const givenBy = new Map<Address, ModuleRecord["outputs"]>([
    ...request.kept.map(({ address: at, call }) => [at, call.outputs] as const),
    ...wanted.map(({ resource, recipe }) => [resource.address, outputsOf(resource, recipe)] as const),
  ]);
  const sources = {
    isGivenHere: (at: Address, output: string) => Object.hasOwn(givenBy.get(at) ?? {}, output),
    outputs: memoized(request.outputs),
    secrets: memoized(request.secrets),
  };
  const tags = tagging(request, options);
  const drawn = await Promise.all([
    ...wanted.map((each) => draw(each, request, tags, modules, sources)),
    ...request.kept.map((each) => drawKept(each, request, sources)),
  ]);
  const producers: Producers = new Map(drawn.map((each) => [each.address, each]));
  const variables = new RootVariables();
  const unknown = new Set<Address>();
  const calls = drawn.map((each): Call => {
    const { address: at, record, places, wanted: from } = each;
    const rendered = renderInputs(each, from === undefined, producers, variables);
    if (rendered.isUnknown) unknown.add(at);
    const { source, isVersioned } = modules.sourceOf(record.type, record.source);
    return {
      address: at,
      label: labelOf(at),
      source,
      ...(isVersioned && record.version !== undefined ? { version: record.version } : {}),
      inputs: rendered.inputs,
      outputs: neededOutputs(record.outputs),
      places,
      ...(from ? { wanted: from } : {}),
    };
  });
  return {
    calls: calls.sort((a, b) => compareText(a.label, b.label)),
    records: new Map(drawn.map(({ address: at, record }) => [at, record])),
    secretInputs: new Map(drawn.map((each) => [each.address, sealable(each)])),
    unknown,
    variables,
  };
}

type Sources = Omit<Parameters<typeof readSetting>[2], "keep">;

async function draw(
  wanted: NonNullable<Call["wanted"]>,
  request: RootModuleRequest,
  tagsOf: Tagging,
  modules: VendoredModules,
  sources: Sources,
): Promise<Drawn> {
  const { resource, recipe } = wanted;
  const { address: at, type } = resource;
  const inputs = new Map<string, { readonly secret: Secret; readonly description: string }>();
  const keep = (name: string, secret: Secret, description: string): void => {
    inputs.set(name, { secret, description });
  };
  const settingOf = memoized((name: string) => readSetting(resource, name, { ...sources, keep }));
  const filled = await fillInputs(resource, recipe, request.graph, settingOf);
  const tags = tagsOf(filled.inputs["tags"], modules.takesTags(type, recipe.source));
  const generated = await Promise.all(
    Object.entries(recipe.generated).map(
      async ([name, { length }]) => [name, await request.generated(at, name, length)] as const,
    ),
  );
  return {
    address: at,
    record: {
      module: 1,
      type,
      source: recipe.source,
      ...(recipe.version === undefined ? {} : { version: recipe.version }),
      inputs: sorted(tags === undefined ? filled.inputs : { ...filled.inputs, tags }),
      outputs: outputsOf(resource, recipe),
    },
    inputs,
    generated: new Map(generated),
    places: filled.places,
    wanted,
  };
}

async function drawKept(kept: KeptCall, request: RootModuleRequest, sources: Sources): Promise<Drawn> {
  const inputs = new Map<string, { readonly secret: Secret; readonly description: string }>();
  const description = `What ${nameOf(kept.address)}, which is kept for its data, was made with.`;
  const generated = new Map<string, Secret>();
  for (const [key, secret] of Object.entries(kept.values)) {
    if (key.startsWith("inputs.")) inputs.set(key.slice("inputs.".length), { secret, description });
    else if (key.startsWith("generated.")) generated.set(key.slice("generated.".length), secret);
  }
  const record = await settleKept(kept, request.moved, {
    ...sources,
    keep: (name, secret, what) => inputs.set(name, { secret, description: what }),
  });
  return { address: kept.address, record, inputs, generated, places: new Map() };
}

/** What gives each output that the type promises: of the same name where the recipe says nothing. */
function outputsOf({ outputs }: GraphResource, recipe: TerraformRecipe): ModuleRecord["outputs"] {
  const names = Object.keys(outputs).sort(compareText);
  return Object.fromEntries(names.map((name) => [name, recipe.outputs[name] ?? name]));
}

function sealable({ inputs, generated }: Drawn): Readonly<Record<string, Secret>> {
  return Object.fromEntries(
    [
      ...[...inputs].map(([name, { secret }]) => [`inputs.${name}`, secret] as const),
      ...[...generated].map(([name, secret]) => [`generated.${name}`, secret] as const),
    ].sort(([a], [b]) => compareText(a, b)),
  );
}

function sorted(inputs: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(inputs).sort(([a], [b]) => compareText(a, b)));
}
