import { isJsonObject, type Json, nearest } from "@towpath/core";
import { environmentsOf, type PlatformModel, type ServiceDocument } from "@towpath/manifest";
import { findManifests, MANIFEST_NAME } from "../documents/find-manifests.ts";
import { documentReader } from "../documents/open-documents.ts";
import { OperationError } from "../errors.ts";
import { operation } from "../operation.ts";

/** Which names a shell wants. */
export interface CompletionRequest {
  /** `environments`, `resources` (with their outputs) or `addresses` (all that can be explained). */
  readonly what: string;
  /** All that may be asked for, for the message to whoever asks for something else. */
  readonly known: readonly string[];
  readonly manifest?: string | undefined;
  readonly platform?: string | undefined;
}

/** What may come next, as the shell is to offer it. */
export interface CompletionData {
  readonly words: readonly string[];
}

const MOST = 2_000;
const DEEPEST = 4;

/** The names that a manifest and its platform have, for a shell to complete; none where they cannot be read. */
export const completion = operation<CompletionRequest, CompletionData>("completion", async (request, effects) => {
  const namesOf = { environments, resources, addresses }[request.what];
  if (!namesOf) {
    const near = nearest(request.what, request.known);
    throw new OperationError({
      code: "operation/bad-answer",
      message: `There is no completion for "${request.what}".`,
      hint: near ? `Did you mean ${near}?` : `There is one for ${request.known.join(", ")}.`,
    });
  }
  const { service, platform } = await openQuietly(request, effects);
  // A shell may read a word again, whatever stands in the document: only words without a sign are given to it.
  const words = [...new Set(namesOf(service, platform))].filter((word) => /^[\w.-]+$/.test(word)).slice(0, MOST);
  return {
    summary: `${words.length} names.`,
    data: { words },
    sections: [{ kind: "document", text: words.join("\n") }],
  };
});

interface Opened {
  readonly service?: ServiceDocument | undefined;
  readonly platform?: PlatformModel | undefined;
}

/** Half a manifest is what stands in an editor while a command is typed: what can be read of it counts. */
async function openQuietly(
  { manifest, platform }: CompletionRequest,
  effects: Parameters<typeof documentReader>[1],
): Promise<Opened> {
  const open = documentReader(platform, effects, { isOffline: true });
  try {
    const [path = MANIFEST_NAME] = await findManifests([manifest ?? MANIFEST_NAME], effects);
    return await open(path);
  } catch {
    return {};
  }
}

function environments(service: Opened["service"], platform: Opened["platform"]): readonly string[] {
  return service && platform ? environmentsOf(service, platform) : [];
}

function resources(service: Opened["service"], platform: Opened["platform"]): readonly string[] {
  return Object.entries(service?.document.resources ?? {}).flatMap(([name, { type }]) => {
    const outputs = Object.keys(platform?.types.get(type ?? "")?.document.outputs ?? {});
    return [`resources.${name}`, ...outputs.map((output) => `resources.${name}.${output}`)];
  });
}

function addresses(service: Opened["service"], platform: Opened["platform"]): readonly string[] {
  if (!service) return [];
  const settings = Object.entries(service.document.resources ?? {}).flatMap(([name, { type }]) =>
    ["version", "size", ...settingsOf(platform, type)].map((key) => `resources.${name}.${key}`),
  );
  const { apiVersion: _, kind: __, environments: ___, ...rest } = service.raw;
  return [...below("", rest, 0), ...settings].sort();
}

function settingsOf(platform: Opened["platform"], type: string | undefined): readonly string[] {
  const settings = platform?.types.get(type ?? "")?.document.settings ?? {};
  return Object.keys(settings).map((name) => `settings.${name}`);
}

function below(path: string, value: Json, depth: number): readonly string[] {
  if (!isJsonObject(value) || depth >= DEEPEST) return [];
  return Object.entries(value).flatMap(([key, member]) => {
    const address = path === "" ? key : `${path}.${key}`;
    return [address, ...below(address, member, depth + 1)];
  });
}
