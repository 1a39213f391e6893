import { writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { type Effects, type Finding, isBlocking, isWithin, nearest, shownPath } from "@towpath/core";
import type { Waiver } from "@towpath/manifest/policy";
import type { WaiverStanding } from "@towpath/policy/waivers";
import { counted } from "../describe/counted.ts";
import { findManifests, MANIFEST_NAME } from "../documents/find-manifests.ts";
import { isInvalid } from "../documents/open-documents.ts";
import { whyNotWritten } from "../documents/write-output.ts";
import { InvalidDocuments, OperationError } from "../errors.ts";
import { type Ending, operation } from "../operation.ts";
import { replaceFile } from "../upgrade/replace-file.ts";
import { type DraftWaiver, draftWaivers } from "../waivers/draft-waivers.ts";
import { filesFromRoot } from "../waivers/files-from-root.ts";
import { type NamingEdit, nameWaivers } from "../waivers/name-waivers.ts";
import { waiversText } from "../waivers/waivers-text.ts";
import { type CheckData, type CheckRequest, checkOnce } from "./check.ts";

/** What is to be waived, by whom and until when. */
export interface WaiverBaselineRequest extends Pick<CheckRequest, "manifests" | "platform"> {
  readonly owner: string | undefined;
  /** The last day that they cover: `YYYY-MM-DD`. */
  readonly expires: string | undefined;
  readonly reason?: string | undefined;
  readonly approvedBy?: string | undefined;
  /** Only findings of these rules; of all rules when empty. */
  readonly rules?: readonly string[] | undefined;
  /** What only advises is waived, too. */
  readonly hasAdvice?: boolean | undefined;
  /** A file that is not there yet, or `-` to show what would be in it; `waivers.yaml` when absent. */
  readonly out?: string | undefined;
}

/** The waivers that were written, and what cannot be waived. */
export interface WaiverBaselineData {
  /** Null where nothing was written. */
  readonly out: string | null;
  readonly waivers: readonly Pick<Waiver, "id" | "rule" | "subject" | "created" | "expires">[];
  /** Manifests that name the file now. */
  readonly manifests: readonly string[];
  readonly refused: readonly { readonly rule: string; readonly subject: Waiver["subject"]; readonly why: string }[];
}

const OUT = "waivers.yaml";
const REASON = "Found when the rule was introduced, and to be mended until then.";

/** Writes ordinary waivers for what a check finds today, so that a rule can be introduced where much fails it. */
export const waiverBaseline = operation<WaiverBaselineRequest, WaiverBaselineData>(
  "waiver baseline",
  async (request, effects) => {
    const { out = OUT, manifests, platform } = request;
    await findManifests(manifests.length > 0 ? manifests : [MANIFEST_NAME], effects);
    const facts = factsOf(request, effects);
    const target = targetOf(out, effects);
    const check = { manifests, platform };
    const first = await checkOnce(check, effects);
    if (first.findings?.some(isInvalid)) throw new InvalidDocuments(first.findings.filter(isInvalid));
    refuseUnknownRules(request.rules ?? [], first);
    const environments = new Map(first.data.manifests.map((one) => [one.service, one.environments]));
    const found = (first.findings ?? []).filter((finding) => isWanted(finding, request));
    const taken = first.data.waivers.map(({ id }) => id);
    const drafts = draftWaivers(
      found,
      facts,
      (service) => environments.get(service) ?? [],
      taken,
      filesFromRoot(effects),
    );
    // The same resolver as of every check says which of them would count.
    const trial = await checkOnce({ ...check, trial: drafts.map(({ waiver }) => waiver) }, effects);
    const standings = new Map(trial.data.waivers.map((one) => [one.id, one]));
    const kept = drafts.filter(({ waiver }) => counts(standings.get(waiver.id)));
    const refused = drafts.flatMap(({ waiver: { id, rule, subject } }) => {
      const standing = standings.get(id);
      return counts(standing) ? [] : [{ rule, subject, why: standing?.why ?? "could not be evaluated" }];
    });
    const left = (trial.findings ?? []).filter((finding) => isWanted(finding, request) && isBlocking(finding));
    const ending = {
      ...(left.length > 0 ? { status: "failed" as const } : {}),
      findings: left,
      sections: refusedSections(refused),
    };
    const written = kept.map(({ waiver: { id, rule, subject, created, expires } }) => ({
      id,
      rule,
      subject,
      created,
      expires,
    }));
    const data = { out: null, waivers: written, manifests: [], refused };
    if (kept.length === 0) return { ...ending, summary: nothing(left, first.findings ?? [], request), data };
    const text = waiversText(kept);
    const what = `${counted(kept.length, "waiver")} until ${facts.expires}`;
    if (target === undefined) {
      const sections = [{ kind: "document" as const, text }, ...ending.sections];
      return { ...ending, summary: `${what}.`, sections, data };
    }
    const { edits, unnamed } = namingEdits(kept, first.data, target, effects);
    writeNew(target, text, out);
    for (const { real, bytes, after, file } of edits) replaceFile(real, bytes, after, file);
    const named = edits.map(({ file }) => file);
    return {
      ...ending,
      summary: `${what}: ${out}${named.length > 0 ? `, named in ${named.join(", ")}` : ""}.`,
      sections: [
        ...ending.sections,
        ...unnamedSections(unnamed, out),
        ...(facts.approvedBy === undefined && found.some(isBlocking) ? [APPROVAL] : []),
      ],
      data: { ...data, out, manifests: named },
    };
  },
);

function factsOf({ owner, expires, reason = REASON, approvedBy }: WaiverBaselineRequest, { clock }: Effects) {
  const created = clock.now().toISOString().slice(0, 10);
  if (owner === undefined || owner.trim() === "")
    throw refuse("A waiver has an owner who answers for it.", "Name a team: --owner team-checkout.");
  const isDay = expires !== undefined && /^\d{4}-\d{2}-\d{2}$/.test(expires) && dayExists(expires);
  if (!isDay)
    throw refuse(
      expires === undefined
        ? "A waiver has a last day."
        : `${JSON.stringify(expires)} is no day of the form 2027-01-30.`,
      `Name it: --expires ${inDays(created, 30)}.`,
    );
  if (expires < created)
    throw refuse(
      `${expires} has passed: such waivers would cover nothing.`,
      `Name a day to come: --expires ${inDays(created, 30)}.`,
    );
  return { owner, reason, approvedBy, created, expires };
}

function dayExists(text: string): boolean {
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}

function inDays(from: string, days: number): string {
  return new Date(Date.parse(`${from}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}

function refuse(message: string, hint: string): OperationError {
  return new OperationError({ code: "operation/waiver-facts", message, hint });
}

/** Where the file goes; undefined where it is only shown. */
function targetOf(out: string, { files, folder }: Effects): string | undefined {
  if (out === "-") return undefined;
  const target = resolve(folder, out);
  if (!isWithin(target, folder))
    throw new OperationError({
      code: "operation/waivers-file",
      message: `${out} is outside of this folder, where no manifest of it could name the file.`,
      hint: "Name a file below the present folder.",
    });
  if (files.realPath(target) !== undefined)
    throw new OperationError({
      code: "operation/waivers-file",
      message: `${out} is there already, and is left as it is.`,
      hint: "Name another file with --out; a manifest may name several.",
      place: { file: out },
    });
  return target;
}

function isWanted(
  { code, level, outcome }: Finding,
  { rules = [], hasAdvice = false }: WaiverBaselineRequest,
): boolean {
  if (code.startsWith("waiver/") || (level === "advisory" && !hasAdvice)) return false;
  return (
    outcome !== "waived" &&
    outcome !== "upcoming" &&
    outcome !== "indeterminate" &&
    (rules.length === 0 || rules.includes(code))
  );
}

function counts(standing: WaiverStanding | undefined): boolean {
  return standing !== undefined && standing.covered > 0;
}

function nothing(left: readonly Finding[], found: readonly Finding[], request: WaiverBaselineRequest): string {
  if (left.length > 0) return "Nothing of what is found can be waived.";
  const isAdvice = found.some((finding) => isWanted(finding, { ...request, hasAdvice: true }));
  return isAdvice
    ? "There is nothing to waive but advice, which stops nobody: --advice waives that, too."
    : "There is nothing to waive.";
}

/** A misspelt rule would waive nothing, as if nothing failed. */
function refuseUnknownRules(wanted: readonly string[], { data, findings = [] }: Ending<CheckData>): void {
  const known = new Set([...data.rules.map(({ rule }) => rule), ...findings.map(({ code }) => code)]);
  for (const rule of wanted) {
    if (known.has(rule) || rule.startsWith("setting/")) continue;
    const near = nearest(rule, known);
    throw new OperationError({
      code: "operation/unknown-rule",
      message: `No pack of these services' platforms has a rule "${rule}".`,
      hint: near ? `Did you mean "${near}"?` : "towpath policy list shows those that there are.",
    });
  }
}

const APPROVAL = {
  kind: "lines" as const,
  title: "On a pull request",
  lines: [
    "What is mandatory is waived once the waiver is on the base branch.",
    "Before that it waits for a member of the team in `approvedBy`, which these do not name: --approved-by team-security.",
  ],
};

function refusedSections(refused: WaiverBaselineData["refused"]) {
  const lines = refused.map(
    ({ rule, subject, why }) => `${rule} in ${subject.service ?? subject.file ?? ""}: a waiver ${why}.`,
  );
  return lines.length === 0 ? [] : [{ kind: "lines" as const, title: "Not waived", lines: [...new Set(lines)] }];
}

/** The manifests that have to name the file: those of the services that it has waivers for, or else the first. */
function namingEdits(
  kept: readonly DraftWaiver[],
  { manifests }: CheckData,
  target: string,
  effects: Effects,
): { readonly edits: readonly NamingEdit[]; readonly unnamed: readonly string[] } {
  const services = new Set(kept.flatMap(({ waiver }) => waiver.subject.service ?? []));
  const concerned = manifests.filter(({ service }) => service !== null && services.has(service));
  const edits: NamingEdit[] = [];
  const unnamed: string[] = [];
  for (const { manifest } of concerned.length > 0 ? concerned : manifests.slice(0, 1)) {
    const edit = nameWaivers(manifest, target, effects);
    if (edit) edits.push(edit);
    else unnamed.push(shownPath(resolve(effects.folder, manifest), effects.folder));
  }
  return { edits, unnamed };
}

function unnamedSections(unnamed: readonly string[], out: string) {
  if (unnamed.length === 0) return [];
  const lines = unnamed.map((manifest) => `${manifest} could not be changed: name ${out} under \`waivers\` yourself.`);
  return [{ kind: "lines" as const, title: "To do", lines }];
}

function writeNew(path: string, text: string, out: string): void {
  try {
    writeFileSync(path, text, { flag: "wx" });
  } catch (error) {
    throw new OperationError({
      code: "operation/waivers-file",
      message: `The waivers could not be written: ${whyNotWritten(error, out)}.`,
      hint: "Name a file that is not there yet, in a folder that is.",
      cause: error,
    });
  }
}
