import type { Effects, Finding } from "@towpath/core";
import { parseDocument } from "@towpath/manifest";
import { editDocument, fixChanges } from "@towpath/manifest/edit";
import { type EditableFile, editableFile } from "./editable-file.ts";
import { type FixChoice, isMendable, type Mendable } from "./is-mendable.ts";
import { isScore } from "./is-score.ts";

/** What a round of fixes makes of one file. */
export interface FixedFile extends EditableFile {
  /** The new text. */
  readonly after: string;
  readonly fixed: readonly Finding[];
}

/** A fix that could not be made, and why. */
export interface RefusedFix {
  readonly finding: Finding;
  readonly why: string;
}

/** What one round of fixes comes to. Nothing is written. */
export interface FixRound {
  readonly files: readonly FixedFile[];
  readonly refused: readonly RefusedFix[];
}

/**
 * Makes the fixes of findings, as far as they do not get into each other's way: those that do wait for the next round, when
 * it is known what the first have left.
 */
export function fixRound(findings: readonly Finding[], choice: FixChoice, effects: Effects): FixRound {
  const files: FixedFile[] = [];
  const refused: RefusedFix[] = [];
  const mendable = findings.filter((finding) => isMendable(finding, choice));
  const byFile = Map.groupBy(mendable, ({ fix }) => fix.changes[0]?.file ?? "");
  for (const [file, some] of byFile) {
    const opened = editableFile(file, effects);
    if (!opened) {
      refused.push(...some.map((finding) => ({ finding, why: `${file} is no file of this repository` })));
      continue;
    }
    const round = fixFile(opened, some);
    if (round.fixed.length > 0) files.push({ ...opened, ...round });
    refused.push(...round.refused);
  }
  return { files, refused };
}

function fixFile({ file, text }: EditableFile, findings: readonly Mendable[]) {
  const fixed: Finding[] = [];
  const refused: RefusedFix[] = [];
  const touched: string[] = [];
  let after = text;
  const value = parseDocument(file, new TextEncoder().encode(text)).document?.value ?? null;
  if (isScore(value)) {
    const why = `${file} is a Score file, which has no word for it: write it into a towpath.yaml beside it`;
    return { after, fixed, refused: findings.map((finding) => ({ finding, why })) };
  }
  for (const finding of findings) {
    const { changes } = finding.fix;
    if (changes.some((change) => change.file !== file)) {
      refused.push({ finding, why: "it is about several files" });
      continue;
    }
    if (changes.some(({ pointer }) => touched.some((other) => isInTheWay(pointer, other)))) continue;
    const edited = editDocument(after, fixChanges(value, changes), { file });
    const [wrong] = edited.findings;
    if (wrong) refused.push({ finding, why: wrong.message });
    else if (edited.text !== after) {
      after = edited.text;
      fixed.push(finding);
      for (const { pointer, type } of changes) touched.push(isOfList(type) ? parentOf(pointer) : pointer);
    }
  }
  return { after, fixed, refused };
}

/** What puts something into a list or takes something out moves all that is behind it. */
function isOfList(type: string): boolean {
  return type === "insert" || type === "remove" || type === "rename";
}

function parentOf(pointer: string): string {
  return pointer.slice(0, Math.max(0, pointer.lastIndexOf("/")));
}

function isInTheWay(one: string, other: string): boolean {
  return one === other || one.startsWith(`${other}/`) || other.startsWith(`${one}/`);
}
