import { compareText, type Json, type JsonObject, type Place } from "@towpath/core";
import type { GraphEngine } from "@towpath/manifest";
import type { TerraformOptions } from "../recipe/terraform-options.ts";
import { backendBlock } from "./backend-block.ts";
import type { Call, CalledModules } from "./call-modules.ts";
import { addressOf, OWNER_OUTPUT } from "./label.ts";
import { movedBlocks, moveOrigin } from "./moved-blocks.ts";
import { providerBlocks, requiredProviders } from "./provider-blocks.ts";
import { UNKNOWN_RESOURCE } from "./render-inputs.ts";
import type { RootModuleRequest } from "./root-module.ts";
import { terraformText, terraformValue } from "./terraform-text.ts";

/** The one file that is ours; everything else of a root is copied. */
export const ROOT_FILE = "main.tf.json";

/** The oldest program that knows write-only arguments. */
const OLDEST = ">= 1.11";

/** Places by the path of what stands in the document, its keys joined by NUL. */
export type Places = ReadonlyMap<string, Place>;

/** What stands in the root's file, and where each part of it was said. */
export function rootDocument(
  request: RootModuleRequest,
  engine: GraphEngine,
  options: TerraformOptions,
  { calls, variables, unknown }: CalledModules,
): { readonly document: JsonObject; readonly places: Places } {
  const { graph, imports, moved } = request;
  const providers = providerBlocks(graph, engine.name, options);
  const required = requiredProviders(options);
  const secrets = variables.blocks();
  const document: JsonObject = present({
    terraform: {
      required_version: terraformText([options.version ?? OLDEST]),
      ...present({ required_providers: required }),
      ...stateBlock(request, options),
    },
    provider: providers,
    variable: secrets,
    moved: movedBlocks(request, new Set(calls.map(({ label }) => label))),
    import: imports.map(({ to, id }) => ({ to, id: terraformText([id]) })),
    module: Object.fromEntries(calls.map((call) => [call.label, moduleBlock(call)])),
    resource: unknown.size > 0 ? { terraform_data: { [UNKNOWN_RESOURCE]: {} } } : {},
    output: outputBlocks(request, calls),
  });
  const places = new Map<string, Place>();
  const note = (place: Place | undefined, ...path: readonly string[]): void => {
    if (place) places.set(path.join("\0"), place);
  };
  note(graph.environment.origin.place, "terraform");
  note(graph.environment.origin.place, "provider");
  for (const name of Object.keys(secrets)) note(variables.placeOf(name), "variable", name);
  for (const [index, move] of moved.entries()) note(moveOrigin(graph, move), "moved", String(index));
  for (const [index, { to }] of imports.entries())
    note(graph.resources.find((each) => each.address === addressOf(to))?.origin.place, "import", String(index));
  for (const call of calls) noteCall(call, note);
  return { document, places };
}

function noteCall(
  { label, wanted, inputs, places }: Call,
  note: (place: Place | undefined, ...path: readonly string[]) => void,
): void {
  if (!wanted) return;
  const { resource, recipe } = wanted;
  note(resource.origin.place, "module", label);
  for (const name of ["source", "version", ...Object.keys(inputs)]) note(recipe.place, "module", label, name);
  for (const [path, place] of places) note(place, "module", label, path);
  note(recipe.place, "output", label);
}

function stateBlock(
  { graph, engine, backend }: Pick<RootModuleRequest, "graph" | "engine" | "backend">,
  options: TerraformOptions,
): JsonObject {
  if (backend === "loopback") return { backend: { http: {} } };
  return backend === "platform" && options.backend ? backendBlock(graph, engine, options.backend) : {};
}

function moduleBlock({ source, version, inputs }: Call): JsonObject {
  return {
    source: terraformText([source]),
    ...(version === undefined ? {} : { version: terraformText([version]) }),
    ...inputs,
  };
}

function outputBlocks(
  { graph, engine }: Pick<RootModuleRequest, "graph" | "engine">,
  calls: readonly Call[],
): JsonObject {
  const owner = terraformValue({ service: graph.service.name, environment: graph.environment.name, engine });
  const blocks: (readonly [string, Json])[] = [
    [OWNER_OUTPUT, { value: owner }],
    ...calls.map(({ label, outputs }) => {
      const value = Object.fromEntries(outputs.map((name) => [name, `\${module.${label}.${name}}`]));
      return [label, { sensitive: true, value }] as const;
    }),
  ];
  return Object.fromEntries(blocks.sort(([a], [b]) => compareText(a, b)));
}

/** Without what is empty. */
function present(members: { readonly [name: string]: Json }): JsonObject {
  return Object.fromEntries(
    Object.entries(members).filter(
      ([, value]) => typeof value !== "object" || value === null || Object.keys(value).length > 0,
    ),
  );
}
