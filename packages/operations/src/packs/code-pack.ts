import { dirname, join, relative } from "node:path";
import { errorMessage, isWithin, type Place, TowpathError } from "@towpath/core";
import type { DocumentHome } from "@towpath/manifest";
import { type Pack, type PackRule, packOf, type Rule, recommended, strict } from "@towpath/policy";
import type { View } from "../trust/standpoint.ts";
import { BrokenModule, loadModule } from "./load-module.ts";
import { watchPacks } from "./watch-packs.ts";

/** A module that is to be loaded as a pack. */
export interface CodeRequest {
  /** Absolute, as the view names it. */
  readonly file: string;
  readonly home: Pick<DocumentHome, "path" | "boundary">;
  readonly view: View;
  /** A path as places name it. */
  show(path: string): string;
  /** What its rules are said to come from; the file when absent. */
  readonly from?: string | undefined;
}

/** A pack with the file that it was loaded from: absolute, on this disk. */
export interface CodePack extends Pack {
  readonly module: string;
}

/** Why a module is no pack, and where in it. */
export interface BrokenPack {
  readonly why: string;
  readonly hint?: string | undefined;
  readonly at?: Place | undefined;
}

/** Loads a module that was written as a pack. Never throws for what is in it. */
export async function codePack(request: CodeRequest): Promise<CodePack | BrokenPack> {
  const { file, home, view, show } = request;
  // Modules import what is beside them.
  const own = dirname(home.path);
  const folder = isWithin(file, own) ? own : home.boundary;
  const here = await view.onDisk(folder);
  const loaded = join(here, relative(folder, file));
  watchPacks();
  try {
    const pack = loadModule(loaded, packOf);
    return { ...pack, module: loaded, rules: pack.rules.map((entry) => from(entry, request.from ?? show(file))) };
  } catch (error) {
    const at = error instanceof BrokenModule ? error.at : undefined;
    const hint = error instanceof TowpathError ? error.hint : undefined;
    return {
      why: errorMessage(error),
      hint,
      ...(at && isWithin(at.file, here) ? { at: placeOf(at, show(join(folder, relative(here, at.file)))) } : {}),
    };
  }
}

/** Whether a pack could not be loaded. */
export function isBroken(pack: CodePack | BrokenPack): pack is BrokenPack {
  return "why" in pack;
}

function placeOf({ line, column }: NonNullable<BrokenModule["at"]>, file: string): Place {
  const start = { line, column: column ?? 1 };
  return { file, range: { start, end: start } };
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
