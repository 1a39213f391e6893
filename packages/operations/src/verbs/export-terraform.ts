import { join, resolve } from "node:path";
import type { Effects } from "@towpath/core";
import { localFolders } from "@towpath/engine-local";
import type { ExportedRoot, ExportedVariable } from "@towpath/engine-terraform";
import type { Graph } from "@towpath/manifest";
import { contextFor, currentHolder, fileSecrets } from "@towpath/provisioning";
import type { Section } from "@towpath/report";
import { counted } from "../describe/counted.ts";
import { type EnvironmentRequest, openGraph } from "../documents/open-documents.ts";
import { moduleHomes } from "../environment/module-homes.ts";
import { OperationError } from "../errors.ts";
import { type ExportedFile, writeExport } from "../export/export-folder.ts";
import { type ReadableState, readableState } from "../export/readable-state.ts";
import { EXAMPLE_FILE, NUMBERS_FILE, STATE_FILE, terraformPage, tfvarsExample } from "../export/terraform-page.ts";
import { operation } from "../operation.ts";

/** Which service in which environment, and where to write its root modules. */
export interface ExportTerraformRequest extends EnvironmentRequest {
  /** A folder; `terraform/ENVIRONMENT` when absent. With several engines each has a folder in it. */
  readonly out?: string | undefined;
  /** Writes the state that Towpath keeps, too. It holds secrets in clear text. */
  readonly withState?: boolean | undefined;
}

/** What was written. */
export interface ExportTerraformData {
  readonly modules: readonly ExportedModule[];
  /** False where nobody here may read the state: the modules are what a first apply would make, to be read and not applied. */
  readonly isStateRead: boolean;
}

/** One root module. */
export interface ExportedModule {
  /** The engine's name in the environment. */
  readonly engine: string;
  /** As the user would type it. */
  readonly folder: string;
  /** Relative to the folder, sorted. */
  readonly files: readonly string[];
  /** What has to be set before the first plan. */
  readonly variables: readonly ExportedVariable[];
  /** The type of the backend that has the state; null where Towpath keeps it. */
  readonly backend: string | null;
  /** The file that the state was written to. */
  readonly state: string | null;
}

/** Writes the root modules of a service in an environment, for whoever wants to carry on without Towpath. */
export const exportTerraform = operation<ExportTerraformRequest, ExportTerraformData>(
  "export terraform",
  async (request, effects) => {
    const opened = await openGraph(request, effects);
    const { graph, findings } = opened;
    const { service, environment } = graph;
    const engines = environment.engines.filter(({ kind }) => kind === "terraform");
    if (engines.length === 0) throw noTerraform(graph);
    const { exportRoot } = await import("@towpath/engine-terraform");
    const folders = localFolders(effects.variables);
    const { store, secretBox, unread } = await readableState(environment, folders, request.withState === true, effects);
    const { clock, signal, events, variables } = effects;
    const context = contextFor({
      clock,
      signal,
      events,
      variables,
      graph,
      state: store,
      secretBox,
      secrets: fileSecrets(graph),
      holder: currentHolder(clock, variables),
    });
    const modules = moduleHomes({ ...opened, isUntrusted: request.isUntrusted });
    const roots: ExportedRoot[] = [];
    for (const { name } of engines)
      roots.push(await exportRoot({ name, folders, secretBox, ...modules }, { graph, state: store }, context));
    if (request.withState) requireStates(roots, graph);

    const out = request.out ?? join("terraform", environment.name);
    const written = roots.map((root) => {
      const folder = roots.length === 1 ? out : join(out, root.engine);
      return writeRoot(root, { graph, folder, withState: request.withState === true, unread }, effects);
    });
    return {
      summary: `${written.map(({ folder }) => folder).join(" and ")} ${written.length === 1 ? "holds" : "hold"} what Terraform makes of ${service.name} in ${environment.name}.`,
      service: service.name,
      environment: environment.name,
      findings,
      sections: written.flatMap((module) => sectionsOf(module, unread)),
      data: { modules: written, isStateRead: unread === undefined },
    };
  },
);

interface Writing {
  readonly graph: Graph;
  readonly folder: string;
  readonly withState: boolean;
  readonly unread: ReadableState["unread"];
}

function writeRoot(
  root: ExportedRoot,
  { graph, folder, withState, unread }: Writing,
  effects: Effects,
): ExportedModule {
  const { engine, variables, numbers, backend } = root;
  const state = withState ? root.state : undefined;
  const files = new Map<string, ExportedFile>([
    ...[...root.files].map(([path, bytes]) => [path, { bytes }] as const),
    [".gitignore", { bytes: ".terraform/\n*.tfstate\n*.tfstate.*\n*.tfvars\n" }],
    ["README.md", { bytes: terraformPage(graph, root, { hasState: state !== undefined, unread }) }],
  ]);
  if (variables.length > 0) files.set(EXAMPLE_FILE, { bytes: tfvarsExample(root) });
  if (Object.keys(numbers).length > 0) files.set(NUMBERS_FILE, { bytes: `${JSON.stringify(numbers, null, 2)}\n` });
  if (state) files.set(STATE_FILE, { bytes: `${JSON.stringify(state, null, 2)}\n`, isPrivate: true });
  writeExport(resolve(effects.folder, folder), folder, files);
  return {
    engine,
    folder,
    files: [...files.keys()].sort(),
    variables,
    backend: backend ?? null,
    state: state ? join(folder, STATE_FILE) : null,
  };
}

function sectionsOf(
  { engine, folder, files, variables, backend, state }: ExportedModule,
  unread: ReadableState["unread"],
): readonly Section[] {
  const held = unread
    ? `not read: ${unread.message} This is what a first apply would make: read it, and apply it to nothing.`
    : state
      ? `${state}: IT HOLDS SECRETS in clear text. Never commit it; move it to a backend of your own.`
      : backend === null
        ? "in Towpath's state store; --state writes it to the folder"
        : `in the backend ${backend}, as before`;
  return [
    {
      kind: "fields",
      title: folder,
      fields: [
        { name: "engine", value: engine },
        { name: "files", value: counted(files.length, "file") },
        { name: "state", value: held },
        ...(unread ? [] : [{ name: "next", value: `cd ${folder} && terraform init && terraform plan` }]),
      ],
    },
    ...(variables.length > 0
      ? [
          {
            kind: "table" as const,
            title: "To be set before the first plan, as TF_VAR_NAME:",
            head: ["variable", "what it is"],
            rows: variables.map(({ name, description }) => [name, description]),
          },
        ]
      : []),
  ];
}

function requireStates(roots: readonly ExportedRoot[], { service, environment }: Graph): void {
  const without = roots.find(({ state }) => state === undefined);
  if (!without) return;
  const { backend, engine } = without;
  throw new OperationError({
    code: "operation/export-state",
    message:
      backend === undefined
        ? `There is no state of engine "${engine}" for ${service.name} in ${environment.name}: nothing was applied yet.`
        : `Towpath does not keep the state of engine "${engine}": it is in the backend ${backend}.`,
    place: environment.origin.place,
    hint: "Export without --state: the module needs no file beside it.",
  });
}

function noTerraform({ environment }: Graph): OperationError {
  return new OperationError({
    code: "operation/no-terraform",
    message: `Environment ${environment.name} has no engine of kind terraform.`,
    place: environment.origin.place,
    hint: "There is nothing to export. Name an environment whose resources Terraform makes: -e prod.",
  });
}
