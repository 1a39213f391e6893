import * as policy from "@towpath/policy";
import { type Pack, type PackRule, packOf, type Rule, recommended, strict } from "@towpath/policy";
import { type BrokenCode, type CodeRequest, codeModule, isBroken } from "./code-module.ts";
import { watchPacks } from "./watch-packs.ts";

/** A module that is to be loaded as a pack. */
export interface PackRequest extends CodeRequest {
  /** What its rules are said to come from; the file when absent. */
  readonly from?: string | undefined;
}

/** A pack with the file that it was loaded from: absolute, on this disk. */
export interface CodePack extends Pack {
  readonly module: string;
}

/** The package that packs are made with is the one that checks them. */
export const PACK_FACES = { "@towpath/policy": policy };

/** Loads a module that was written as a pack. Never throws for what is in it. */
export async function codePack(request: PackRequest): Promise<CodePack | BrokenCode> {
  watchPacks();
  const loaded = await codeModule(request, packOf, PACK_FACES);
  if (isBroken(loaded)) return loaded;
  const { value: pack, module } = loaded;
  const { file, show, from: called = show(file) } = request;
  return { ...pack, module, rules: pack.rules.map((entry) => from(entry, called)) };
}

const OURS: ReadonlySet<Rule> = new Set([...recommended.rules, ...strict.rules].map(({ rule }) => rule));
const known = new WeakMap<Rule, Rule>();

/** A rule that came along from Towpath stays what it is. The page of any other is with its pack. */
function from(entry: PackRule, where: string): PackRule {
  if (OURS.has(entry.rule)) return entry;
  const url = entry.rule.meta.docs.url;
  const rule = known.get(entry.rule) ?? { ...entry.rule, docs: url ?? where };
  known.set(entry.rule, rule);
  return { ...entry, rule, from: where };
}
