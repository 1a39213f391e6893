import { type Edit, type Effects, errorMessage, type Finding } from "@towpath/core";
import { unifiedDiff } from "@towpath/manifest/edit";
import {
  CURRENT_API_VERSION,
  namedFiles,
  type Upgrade,
  type UpgradedDocument,
  upgradeDocument,
} from "@towpath/manifest/upgrade";
import type { Section } from "@towpath/report";
import { counted } from "../describe/counted.ts";
import type { Confirm } from "../environment/confirm.ts";
import { InvalidDocuments, OperationError } from "../errors.ts";
import { type Ending, findingOf, operation } from "../operation.ts";
import { type DocumentFile, documentFile, findDocuments } from "../upgrade/find-documents.ts";
import { holdsSecret } from "../upgrade/holds-secret.ts";
import { replaceFile } from "../upgrade/replace-file.ts";

/** Which documents to bring up to date. */
export interface UpgradeRequest {
  /** Files, folders or globs; the manifest and the platform of the present folder when empty. */
  readonly files: readonly string[];
  /** Change nothing, and fail when something would change. */
  readonly isCheck?: boolean | undefined;
  /** Somebody said yes already. */
  readonly isConfirmed?: boolean | undefined;
  /** Asks a person; undefined where nobody can be asked. */
  readonly confirm?: Confirm | undefined;
  /** The steps between versions; those of `@towpath/manifest` when absent. */
  readonly upgrades?: readonly Upgrade[] | undefined;
}

/** What was read, and what became of it. */
export interface UpgradeData {
  readonly documents: readonly {
    readonly file: string;
    readonly kind: string | null;
    readonly from: string;
    readonly to: string;
    /** What brings it up to date; none where it is, nor where they would show what looks like a secret. */
    readonly edits: readonly Edit[];
    readonly notes: readonly string[];
  }[];
  /** All that is of an older version was changed. */
  readonly isWritten: boolean;
}

interface Opened extends DocumentFile {
  readonly bytes: Uint8Array;
  readonly document: UpgradedDocument;
}

/** Brings documents of older versions to the present one, in their text: comments, order and layout stay. */
export const upgrade = operation<UpgradeRequest, UpgradeData>("upgrade", async (request, effects) => {
  const opened = await openAll(request, effects);
  const findings = opened.flatMap(({ document }) => document.findings);
  if (findings.length > 0) throw new InvalidDocuments(findings);
  const old = opened.filter(({ document }) => document.outdated !== undefined);
  const ending = (isWritten: boolean): Pick<Ending<UpgradeData>, "data" | "sections"> => ({
    data: { documents: opened.map(described), isWritten },
    sections: [...old.map(difference), ...notesOf(old)],
  });
  if (old.length === 0) {
    const are = opened.length === 1 ? "is" : "are";
    const summary = `${counted(opened.length, "document")} ${are} of ${CURRENT_API_VERSION}: there is nothing to upgrade.`;
    return { ...ending(false), summary };
  }
  if (request.isCheck) {
    const are = old.length === 1 ? "is" : "are";
    const summary = `${old.length} of ${counted(opened.length, "document")} ${are} of an older version.`;
    return {
      ...ending(false),
      status: "failed",
      summary,
      findings: old.flatMap(outdated),
    };
  }
  if (!request.isConfirmed && !request.confirm) {
    const refused = notConfirmed(
      `This would change ${counted(old.length, "file")}, and there is no terminal to ask on.`,
    );
    return { ...ending(false), status: "failed", summary: "Nothing was changed.", findings: [findingOf(refused)] };
  }
  const isAsked = !request.isConfirmed && request.confirm !== undefined;
  if (isAsked && !(await isAgreed(request.confirm, old, effects))) throw notConfirmed("Nothing was changed.");
  for (const [index, { real, bytes, document, file }] of old.entries()) {
    effects.signal.throwIfAborted();
    try {
      replaceFile(real, bytes, document.text, file);
    } catch (error) {
      if (index === 0 || !(error instanceof OperationError)) throw error;
      const summary = `${index} of ${counted(old.length, "document")} brought to ${CURRENT_API_VERSION}, then it ended. The same command goes on from there.`;
      return { ...ending(false), sections: [], status: "failed", summary, findings: [findingOf(error)] };
    }
  }
  const summary = `${counted(old.length, "document")} brought to ${CURRENT_API_VERSION}. Look at what changed, then run towpath validate.`;
  return { ...ending(true), summary, ...(isAsked ? { sections: [] } : {}) };
});

/** Every document, those that one names behind it. */
async function openAll(request: UpgradeRequest, effects: Effects): Promise<readonly Opened[]> {
  const waiting = [...(await findDocuments(request.files, effects))];
  const opened = new Map<string, Opened>();
  const findings: Finding[] = [];
  for (let next = waiting.shift(); next; next = waiting.shift()) {
    effects.signal.throwIfAborted();
    if (opened.has(next.real)) continue;
    const bytes = read(next, effects);
    const found = upgradeDocument(next.file, bytes, request.upgrades);
    if (!found.isTowpath) {
      if (next.isNamed || mentionsTowpath(bytes)) findings.push(...found.findings);
      if (next.isNamed && found.findings.length === 0) throw notOurs(next.file);
      continue;
    }
    const { document } = found;
    opened.set(next.real, { ...next, bytes, document });
    const named = namedFiles(document.value, next.path, effects.files, effects.folder);
    waiting.push(...named.flatMap((path) => documentFile(path, false, effects) ?? []));
  }
  if (findings.length > 0) throw new InvalidDocuments(findings);
  if (opened.size === 0) throw notOurs(request.files.join(", "));
  return [...opened.values()];
}

function read({ file, path }: DocumentFile, { files }: Effects): Uint8Array {
  try {
    const bytes = files.read(path);
    if (bytes) return bytes;
  } catch (error) {
    throw new OperationError({
      code: "operation/no-manifest",
      message: `${file} cannot be read: ${errorMessage(error)}.`,
      place: { file },
      cause: error,
    });
  }
  throw notOurs(file);
}

/** A pattern may find files of other tools, and not all of them are YAML. */
function mentionsTowpath(bytes: Uint8Array): boolean {
  return Buffer.from(bytes).includes("towpath.dev/");
}

function described({ file, document }: Opened): UpgradeData["documents"][number] {
  const { kind, from, to, notes } = document;
  return { file, kind: kind ?? null, from, to, edits: shownEdits(document), notes };
}

/** Edits repeat what is in the document: where that may be a secret they are not given out. */
function shownEdits({ before, edits }: UpgradedDocument): readonly Edit[] {
  return holdsSecret(before) ? [] : edits;
}

function outdated({ document }: Opened): readonly Finding[] {
  return document.outdated ? [{ ...document.outdated, edits: shownEdits(document) }] : [];
}

function difference({ file, document }: Opened): Section {
  const title = `${file}: ${document.from} to ${document.to}`;
  const lines = unifiedDiff(document.before, document.edits);
  if (!holdsSecret(document.before)) return { kind: "lines", title, lines };
  const hidden = "Something in this file looks like a secret, so its lines are not shown. These change:";
  return { kind: "lines", title, lines: [hidden, ...lines.filter((line) => line.startsWith("@@"))] };
}

function notesOf(old: readonly Opened[]): readonly Section[] {
  const lines = old.flatMap(({ file, document }) => document.notes.map((note) => `${file}: ${note}`));
  return lines.length === 0 ? [] : [{ kind: "lines", title: "To know:", lines }];
}

/** Shows what would change and asks. */
async function isAgreed(confirm: Confirm | undefined, old: readonly Opened[], effects: Effects): Promise<boolean> {
  for (const section of [...old.map(difference), ...notesOf(old)]) {
    if (section.kind !== "lines") continue;
    effects.events({ type: "notice", message: section.title ?? "" });
    for (const line of section.lines) effects.events({ type: "notice", message: `  ${line}` });
  }
  return (await confirm?.(`Change ${counted(old.length, "file")}?`)) === true;
}

function notConfirmed(message: string): OperationError {
  return new OperationError({
    code: "operation/not-confirmed",
    kind: "refused",
    message,
    hint: "Look at what would change, then answer y, or run the same command with --yes.",
  });
}

function notOurs(file: string): OperationError {
  return new OperationError({
    code: "operation/no-manifest",
    message: `"${file}" names no document of Towpath.`,
    hint: "Such a document begins with apiVersion: towpath.dev/… and a kind.",
  });
}
