import { statSync, writeFileSync } from "node:fs";
import { basename, join, relative, resolve, sep } from "node:path";
import { type Effects, isBlocking, isWithin, shownPath } from "@towpath/core";
import type { PlatformModel } from "@towpath/manifest";
import type { Counts, Section } from "@towpath/report";
import { counted } from "../describe/counted.ts";
import { MANIFEST_NAME } from "../documents/find-manifests.ts";
import { documentReader } from "../documents/open-documents.ts";
import { InvalidDocuments, OperationError } from "../errors.ts";
import { operation } from "../operation.ts";
import { parsePlatformReference } from "../platform/platform-reference.ts";
import { detectRepository } from "../repository/detect/detect-repository.ts";
import { openRepository } from "../repository/detect/repository-files.ts";
import { type Answers, settle } from "../repository/draft/answers.ts";
import { describeDraft, type Fact } from "../repository/draft/describe-draft.ts";
import { filesWith } from "../repository/draft/files-with.ts";
import { namedResources, refuseFlaws, refuseUnknownOwner } from "../repository/draft/given-flaws.ts";
import { makeDraft } from "../repository/draft/make-draft.ts";
import { manifestText } from "../repository/draft/manifest-text.ts";
import type { Questions } from "../repository/draft/questions.ts";
import { check } from "./check.ts";

export type { Fact } from "../repository/draft/describe-draft.ts";
export type { Questions } from "../repository/draft/questions.ts";

/** Where to write a manifest, and what is known already; all else is looked for in the folder. */
export interface InitRequest {
  /** The service's folder; the present one when absent. */
  readonly folder?: string | undefined;
  readonly platform?: string | undefined;
  readonly name?: string | undefined;
  readonly owner?: string | undefined;
  readonly port?: string | undefined;
  readonly run?: string | undefined;
  readonly build?: readonly string[] | undefined;
  readonly output?: readonly string[] | undefined;
  readonly test?: string | undefined;
  /** `NAME=TYPE` or `NAME=TYPE:VERSION`. */
  readonly resources?: readonly string[] | undefined;
  /** A path of the schema for editors, in place of its address. */
  readonly schema?: string | undefined;
  /** Ask nothing: take what was found. */
  readonly takesFound?: boolean | undefined;
  /** Write no file: the manifest is a document of the result. */
  readonly prints?: boolean | undefined;
  /** Asks a person; undefined where nobody can be asked. */
  readonly questions?: Questions | undefined;
}

/** What was written, and what it was made of. */
export interface InitData {
  /** The manifest, relative to the effects' folder. */
  readonly manifest: string;
  readonly isWritten: boolean;
  readonly text: string;
  readonly facts: readonly Fact[];
  /** What the user should look at. */
  readonly remarks: readonly string[];
}

/** Where editors find the schema of a manifest: the schema's own `$id`. */
const SCHEMA_ADDRESS = "https://towpath.dev/schemas/v1/service.json";

/** Writes a manifest for what is in a folder. Runs nothing of it, changes nothing that is there, and takes no value of a secret. */
export const init = operation<InitRequest, InitData>("init", async (request, effects) => {
  const folder = serviceFolder(request.folder, effects);
  const path = join(folder, MANIFEST_NAME);
  const shown = shownPath(path, effects.folder);
  if (!request.prints) refuseExisting(folder, shown, effects);
  refuseFlaws(request);

  const platform = await openPlatform(request, path, effects);
  const named = namedResources(request.resources ?? [], platform);
  refuseUnknownOwner(request.owner, platform);
  const highest = isWithin(folder, effects.folder) ? effects.folder : folder;
  const repository = openRepository(folder, highest, effects.files, (file) => statSync(file).size);
  const detected = await detectRepository(repository);
  const answers = await settle(request, detected, {
    folderName: basename(folder),
    platform,
    questions: request.questions,
    takesFound: request.takesFound ?? false,
  });
  effects.signal.throwIfAborted();
  const made = makeDraft(
    {
      schema: request.schema ?? SCHEMA_ADDRESS,
      platformReference: platformReference(request.platform, folder, effects.folder),
      build: request.build ?? [],
      output: request.output ?? [],
      test: request.test,
      resources: named,
    },
    detected,
    answers,
    platform,
    repository,
  );
  const { draft } = made;
  const text = manifestText(draft);
  const checked = await check(
    { manifests: [shown], platform: request.platform },
    { ...effects, files: filesWith(path, text, effects.files) },
  );
  // What is no manifest at all is not written: the findings say which option or file made it so.
  if (checked.status === "invalid") throw new InvalidDocuments(checked.findings);
  if (!request.prints) write(path, shown, text);

  const { facts, remarks } = describeDraft(made, detected, answers, repository.notes);
  return {
    summary: summaryOf(shown, request.prints ?? false, checked.counts),
    service: draft.name,
    findings: checked.findings.filter(isBlocking),
    data: { manifest: shown, isWritten: !request.prints, text, facts, remarks },
    sections: request.prints ? [{ kind: "document", text }] : sectionsOf(facts, remarks, folder, answers, effects),
  };
});

function serviceFolder(named: string | undefined, { files, folder }: Effects): string {
  const found = resolve(folder, named ?? ".");
  if (files.list(found)) return found;
  throw new OperationError({
    code: "operation/bad-answer",
    message: `There is no folder ${named ?? found}.`,
    hint: "Name the folder of the service, or go there and leave it out.",
  });
}

function refuseExisting(folder: string, shown: string, { files }: Effects): void {
  const there = [MANIFEST_NAME, "towpath.yml"].find((name) => files.list(folder)?.some((entry) => entry.name === name));
  if (there === undefined) return;
  throw exists(shown.replace(MANIFEST_NAME, there));
}

function exists(shown: string): OperationError {
  return new OperationError({
    code: "operation/manifest-exists",
    message: `${shown} is there already, and init overwrites nothing.`,
    hint: "See what init would write with --print, and take over what you like; or move the file away first.",
    place: { file: shown },
  });
}

/** The platform that the manifest will be read by: opened by way of a manifest that says no more than its name. */
async function openPlatform(request: InitRequest, path: string, effects: Effects): Promise<PlatformModel> {
  const stub = "apiVersion: towpath.dev/v1\nkind: Service\nmetadata: { name: service }\n";
  const open = documentReader(request.platform, { ...effects, files: filesWith(path, stub, effects.files) });
  const { platform, findings } = await open(path);
  if (platform && !findings.some(isBlocking)) return platform;
  throw new InvalidDocuments(findings);
}

/** A path is relative to the manifest, wherever the command was run; an address or a package's name stays as it is. */
function platformReference(given: string | undefined, folder: string, present: string): string | undefined {
  if (given === undefined || parsePlatformReference(given).kind !== "path") return given;
  const path = relative(folder, resolve(present, given)).split(sep).join("/");
  return path === "" ? "." : path.startsWith(".") ? path : `./${path}`;
}

function write(path: string, shown: string, text: string): void {
  try {
    writeFileSync(path, text, { flag: "wx" });
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") throw exists(shown);
    throw error;
  }
}

function summaryOf(shown: string, prints: boolean, { mandatory, advisory }: Counts): string {
  const done = prints ? `Nothing was written; this is what ${shown} would be.` : `${shown} is written.`;
  if (mandatory > 0) return `${done} The platform asks for more: ${counted(mandatory, "mandatory finding")}.`;
  return advisory > 0 ? `${done} The check passes, with ${counted(advisory, "advisory finding")}.` : done;
}

function sectionsOf(
  facts: readonly Fact[],
  remarks: readonly string[],
  folder: string,
  answers: Answers,
  effects: Effects,
): readonly Section[] {
  const where = folder === effects.folder ? "" : ` ${shownPath(folder, effects.folder)}`;
  const file = folder === effects.folder ? "" : ` -f ${shownPath(folder, effects.folder)}`;
  const runs = answers.run !== undefined;
  return [
    {
      kind: "table",
      title: "Taken",
      head: ["what", "value", "from"],
      rows: facts.map(({ what, value, from }) => [what, value, from]),
    },
    ...(remarks.length === 0 ? [] : [{ kind: "lines" as const, title: "To look at", lines: remarks }]),
    { kind: "lines", title: "Next", lines: [`npx towpath check${where}`, ...(runs ? [`npx towpath up${file}`] : [])] },
  ];
}
