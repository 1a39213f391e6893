import type { Finding } from "@towpath/core";
import type { DocumentHome, PlatformModel } from "@towpath/manifest";
import {
  filesNamed,
  loadPolicyPack,
  loadPolicyRule,
  type PolicyPackFile,
  type PolicyRuleFile,
} from "@towpath/manifest/policy";
import { checkLevels, type PackRule } from "@towpath/policy";
import { loadYamlRules, type OfferedType } from "@towpath/policy/cel";
import type { View } from "../trust/standpoint.ts";
import type { LoadedPack } from "./packs.ts";

/** Files with rules as data, read. */
export interface DataPacks {
  readonly packs: readonly Omit<LoadedPack, "reference">[];
  readonly findings: readonly Finding[];
  /** Files that are neither a rule nor a pack. Absolute. */
  readonly other: readonly string[];
}

/** How files of rules are read. */
export interface DataRequest {
  readonly home: Pick<DocumentHome, "boundary" | "show">;
  readonly view: View;
  /** What the platform offers: rules may ask for settings of its types by name. */
  readonly types: PlatformModel["types"];
  /** What a pack of rules without a name of their own is called. */
  readonly name: string;
  /** What the rules are said to come from; their own files when absent. */
  readonly from?: string | undefined;
}

/**
 * Reads files of kind `PolicyRule` and `PolicyPack`; nothing of them runs. Rules that belong to no pack make up one together.
 *
 * @param paths absolute, within the boundary
 */
export function dataPacks(paths: readonly string[], request: DataRequest): DataPacks {
  const findings: Finding[] = [];
  const other: string[] = [];
  const loose = new Map<string, PolicyRuleFile>();
  const named: { readonly path: string; readonly file: PolicyPackFile }[] = [];
  for (const path of paths) {
    const show = request.home.show(path);
    const rule = loadPolicyRule(path, show, request.view.files);
    if (rule.value) loose.set(path, rule.value);
    else if (!rule.findings.some(isOfOtherKind)) findings.push(...rule.findings);
    else {
      const pack = loadPolicyPack(path, show, request.view.files);
      if (pack.value) named.push({ path, file: pack.value });
      else if (pack.findings.some(isOfOtherKind)) other.push(path);
      else findings.push(...pack.findings);
    }
  }
  const packs: Omit<LoadedPack, "reference">[] = [];
  for (const { path, file } of named) {
    const pack = readPack(path, file, request, loose);
    packs.push(pack.pack);
    findings.push(...pack.findings);
  }
  if (loose.size > 0) {
    const read = readRules([...loose.values()], request);
    packs.push({ name: request.name, kind: "data", rules: read.rules, documents: [...loose.values()] });
    findings.push(...read.findings);
  }
  return { packs, findings, other };
}

function isOfOtherKind({ code }: Finding): boolean {
  return code === "manifest/kind";
}

/** @param loose rules that were read already; those of the pack are taken out */
function readPack(
  path: string,
  { document, source }: PolicyPackFile,
  request: DataRequest,
  loose: Map<string, PolicyRuleFile>,
): { readonly pack: Omit<LoadedPack, "reference">; readonly findings: readonly Finding[] } {
  const { files } = request.view;
  const home = { ...request.home, path };
  const listed = filesNamed(document.rules, ["rules"], { home, source }, files);
  const findings = [...listed.findings];
  const rules: PolicyRuleFile[] = [];
  for (const one of listed.paths) {
    const known = loose.get(one);
    loose.delete(one);
    // A pack that lies beside its rules is fitted by their glob, too.
    if (one === path) continue;
    const read = known ? { value: known, findings: [] } : loadPolicyRule(one, request.home.show(one), files);
    findings.push(...read.findings);
    if (read.value) rules.push(read.value);
  }
  const read = readRules(rules, request);
  findings.push(...read.findings);
  const levels = new Map(Object.entries(document.levels ?? {}));
  const { name, version } = document.metadata;
  // A rule that could not be read may be the one that a level is for.
  if (findings.length === 0)
    findings.push(...checkLevels(document.levels ?? {}, read.rules, (id) => source.placeOfKey(["levels", id])));
  const entries = read.rules.map((entry) => ({ ...entry, level: levels.get(entry.rule.id) ?? entry.level }));
  return { pack: { name, version, kind: "data", rules: entries, documents: rules }, findings };
}

function readRules(
  files: readonly PolicyRuleFile[],
  { types, from }: DataRequest,
): { readonly rules: readonly PackRule[]; readonly findings: readonly Finding[] } {
  const { rules, findings } = loadYamlRules(files, { resourceTypes: offeredTypes(types) });
  return { rules: from === undefined ? rules : rules.map((entry) => ({ ...entry, from })), findings };
}

function offeredTypes(types: PlatformModel["types"]): readonly OfferedType[] {
  return [...types.values()].map(({ name, document }) => ({ name, settings: document.settings ?? {} }));
}
