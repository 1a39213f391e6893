import { basename, dirname, join, relative, resolve, sep } from "node:path";
import type { Effects, Finding } from "@towpath/core";
import {
  environmentsOf,
  type Graph,
  mergeFindings,
  type PlatformManifest,
  resolve as resolveGraph,
} from "@towpath/manifest";
import type { CatalogService, Entity, EntityKind } from "@towpath/manifest/backstage";
import { counted } from "../describe/counted.ts";
import { findManifests, MANIFEST_NAME } from "../documents/find-manifests.ts";
import { documentReader, isInvalid } from "../documents/open-documents.ts";
import { writeOutput } from "../documents/write-output.ts";
import type { Confirm } from "../environment/confirm.ts";
import { InvalidDocuments, OperationError } from "../errors.ts";
import { operation } from "../operation.ts";

/** Where a catalogue is looked for. */
export const CATALOG_FILE = "catalog-info.yaml";

/** Kinds of entities that another repository may write. */
export const LEAVABLE_KINDS = ["api", "resource", "system", "group"] as const;

/** Which services to export, and where to. */
export interface ExportBackstageRequest {
  /** Files, folders or globs; `towpath.yaml` when empty. */
  readonly manifests: readonly string[];
  readonly platform?: string | undefined;
  /** A file, or `-` to show it; `catalog-info.yaml` when absent. */
  readonly out?: string | undefined;
  /** Writes nothing, and fails where the file is not what would be written. */
  readonly checks?: boolean | undefined;
  /** Some of {@link LEAVABLE_KINDS}. */
  readonly without?: readonly string[] | undefined;
  /** Asks whether to overwrite a file that someone wrote by hand; undefined where nobody can be asked. */
  readonly confirm?: Confirm | undefined;
}

/** The catalogue. */
export interface ExportBackstageData {
  /** Where it is; null where it is shown. */
  readonly file: string | null;
  /** Whether the file said so already. */
  readonly isInStep: boolean;
  readonly entities: readonly Entity[];
  /** What could not be said as it was written. */
  readonly remarks: readonly string[];
}

/** Writes services as a Backstage catalogue: components, interfaces, resources, systems and teams. */
export const exportBackstage = operation<ExportBackstageRequest, ExportBackstageData>(
  "export backstage",
  async (request, effects) => {
    const { out = CATALOG_FILE } = request;
    const without = kindsOf(request.without ?? []);
    const opened = await openServices(request, out, effects);
    const { backstageCatalog, catalogText, isOurs } = await import("@towpath/manifest/backstage");
    const { entities, remarks } = backstageCatalog({ ...opened, without });
    const text = catalogText(entities);
    const [only] = opened.services.length === 1 ? opened.services : [];
    const service = only?.graphs[0].service.name;
    const data = { file: out === "-" ? null : out, isInStep: false, entities, remarks };
    const sections = remarks.length === 0 ? [] : [{ kind: "lines" as const, title: "Said otherwise:", lines: remarks }];
    const what = counted(entities.length, "entity").replace("entitys", "entities");
    if (out === "-") {
      const document = { kind: "document" as const, text };
      return { summary: `${what}.`, service, sections: [document, ...sections], data };
    }

    const before = readText(out, effects);
    const isInStep = before === text;
    if (request.checks)
      return {
        status: isInStep ? "ok" : "failed",
        summary: isInStep
          ? `${out} is in step.`
          : before === undefined
            ? `There is no ${out}. Write it with: towpath export backstage`
            : isOurs(before)
              ? `${out} is not in step. Write it anew with: towpath export backstage`
              : `${out} was not written by Towpath.`,
        service,
        sections,
        data: { ...data, isInStep },
      };
    if (before !== undefined && !isOurs(before)) await confirmOverwriting(out, request.confirm);
    if (!isInStep) writeOutput("The catalogue", text, out, effects);
    return {
      summary: isInStep ? `${out} is in step: ${what}.` : `${out} holds ${what}.`,
      service,
      sections,
      data: { ...data, isInStep },
    };
  },
);

interface Opened {
  readonly services: readonly CatalogService[];
  readonly teams: NonNullable<PlatformManifest["teams"]>;
}

async function openServices(request: ExportBackstageRequest, out: string, effects: Effects): Promise<Opened> {
  const patterns = request.manifests.length > 0 ? request.manifests : [MANIFEST_NAME];
  const read = documentReader(request.platform, effects);
  const now = effects.clock.now();
  const home = out === "-" ? effects.folder : dirname(resolve(effects.folder, out));
  const services = new Map<string, CatalogService & { readonly manifest: string }>();
  const findings: Finding[] = [];
  let teams: Opened["teams"] = {};
  for (const manifest of await findManifests(patterns, effects)) {
    const { service, platform, findings: found } = await read(manifest);
    findings.push(...found);
    if (!service || !platform) continue;
    const graphs: Graph[] = [];
    for (const environment of environmentsOf(service, platform)) {
      const resolved = resolveGraph({ service, platform, environment, now });
      findings.push(...resolved.findings);
      if (resolved.graph) graphs.push(resolved.graph);
    }
    const [first, ...others] = graphs;
    if (!first) continue;
    const twin = services.get(service.name);
    if (twin) throw sameName(service.name, manifest, twin.manifest);
    const pathTo = (path: string): string => shownFrom(home, resolve(service.folder, path));
    services.set(service.name, { graphs: [first, ...others], pathTo, manifest });
    teams = { ...teams, ...platform.document.teams };
  }
  const merged = mergeFindings(findings);
  if (merged.some(isInvalid) || services.size === 0) throw new InvalidDocuments(merged);
  return { services: [...services.values()], teams };
}

/** A path as the catalogue's file has it: from its folder, with `./` before it. */
function shownFrom(home: string, path: string): string {
  const shown = relative(home, path).split(sep).join("/");
  return shown.startsWith("..") ? shown : `./${shown}`;
}

function readText(out: string, { files, folder }: Effects): string | undefined {
  const path = resolve(folder, out);
  const there = files.list(dirname(path))?.find(({ name }) => name === basename(path));
  if (there?.kind === "folder" || path === dirname(path))
    throw noFile(out, "is a folder", `Name a file in it: -o ${join(out, CATALOG_FILE)}`);
  // Where a link leads is not for whoever wrote the repository to say.
  if (there?.kind === "other")
    throw noFile(out, "is a link or a device", "Move it away, or name another file with -o.");
  const bytes = files.read(path);
  return bytes && new TextDecoder().decode(bytes);
}

async function confirmOverwriting(out: string, confirm: Confirm | undefined): Promise<void> {
  if (await confirm?.(`${out} was not written by Towpath. Overwrite it?`)) return;
  throw new OperationError({
    code: "operation/foreign-file",
    kind: "refused",
    message: `${out} was not written by Towpath, so it is not overwritten.`,
    hint: "See what would be written with -o -, name another file, or overwrite it with --yes.",
    place: { file: out },
  });
}

function noFile(out: string, why: string, hint: string): OperationError {
  return new OperationError({
    code: "operation/output-file",
    message: `The catalogue could not be written: ${out} ${why}.`,
    hint,
  });
}

function sameName(name: string, one: string, other: string): OperationError {
  return new OperationError({
    code: "operation/same-service",
    message: `${other} and ${one} are both of a service called ${name}.`,
    hint: "A catalogue has each service once: leave one out, or give it another name.",
    place: { file: one },
  });
}

const KINDS = { api: "API", resource: "Resource", system: "System", group: "Group" } as const;

function kindsOf(wanted: readonly string[]): readonly EntityKind[] {
  return wanted.map((one) => {
    const kind = LEAVABLE_KINDS.find((known) => known === one.toLowerCase());
    if (kind) return KINDS[kind];
    throw new OperationError({
      code: "operation/unknown-kind",
      message: `--without got "${one}".`,
      hint: `It takes ${LEAVABLE_KINDS.join(", ")}.`,
    });
  });
}
