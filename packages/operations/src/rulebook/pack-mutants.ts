import { readFileSync } from "node:fs";
import { stripTypeScriptTypes } from "node:module";
import { type Clock, type Place, shownPath } from "@towpath/core";
import { packOf, type Rule } from "@towpath/policy";
import { codeMutants, noticesByExamples, type Surroundings, type TextMutant } from "@towpath/policy/testing";
import { PACK_FACES } from "../packs/code-pack.ts";
import { limited } from "../packs/limited.ts";
import { loadModule } from "../packs/load-module.ts";
import type { LoadedPack } from "../packs/packs.ts";

/** A change of a pack's code that no example noticed. */
export interface CodeSurvivor {
  readonly what: string;
  readonly place: Place;
}

/** What came of changing a pack's code. */
export interface CodeMutation {
  readonly mutants: number;
  readonly survivors: readonly CodeSurvivor[];
  /** How many there was no time for. */
  readonly left: number;
}

/** How long a changed rule may take with its examples, in milliseconds. */
const EACH_MS = 5_000;
const NONE: CodeMutation = { mutants: 0, survivors: [], left: 0 };

/**
 * Changes the code of a pack in one place after the other, and sees whether the examples of its rules notice.
 *
 * @param until by the clock's `monotonic`: what is left then is counted, and not tried
 */
export function mutatePack(
  { module: file }: Pick<LoadedPack, "module">,
  around: Surroundings,
  { clock, folder, until }: { readonly clock: Clock; readonly folder: string; readonly until: number },
): CodeMutation {
  if (file === undefined) return NONE;
  const files = new Set<string>();
  const pack = loadModule(file, packOf, { faces: PACK_FACES, onFile: (path) => files.add(path) });
  const survivors: CodeSurvivor[] = [];
  let [tried, left] = [0, 0];
  for (const path of files) {
    const text = readFileSync(path, "utf8");
    // What is no ES module cannot be loaded a second time in this way.
    if (!/^\s*(import|export)\b/m.test(text)) continue;
    const source = /\.[cm]?ts$/.test(path) ? stripped(text) : text;
    const here = pack.rules.filter(({ rule }) => text.includes(rule.id));
    const rules = (here.length > 0 ? here : pack.rules).map(({ rule }) => rule.id);
    for (const mutant of codeMutants(source)) {
      if (clock.monotonic() > until) {
        left += 1;
        continue;
      }
      tried += 1;
      if (isNoticed(file, { file: path, source: mutant.text }, rules, around)) continue;
      survivors.push({
        what: `\`${mutant.to}\` stands in the place of \`${mutant.from}\``,
        place: placeOf(mutant, text, shownPath(path, folder)),
      });
    }
  }
  return { mutants: tried, survivors, left };
}

/** Types give way to as much space, so that places stay what they are. */
function stripped(text: string): string {
  const { emitWarning } = process;
  process.emitWarning = () => undefined;
  try {
    return stripTypeScriptTypes(text);
  } finally {
    process.emitWarning = emitWarning;
  }
}

function isNoticed(
  file: string,
  altered: { readonly file: string; readonly source: string },
  ids: readonly string[],
  around: Surroundings,
): boolean {
  try {
    const rules = loadModule(file, packOf, { faces: PACK_FACES, altered, limitMs: EACH_MS }).rules.map(
      ({ rule }) => rule,
    );
    const changed = ids.map((id) => rules.find((rule) => rule.id === id));
    return changed.some(
      (rule: Rule | undefined) => rule === undefined || limited(() => noticesByExamples(rule, around), EACH_MS),
    );
  } catch {
    return true;
  }
}

function placeOf({ start, end }: TextMutant, text: string, file: string): Place {
  const position = (offset: number) => {
    const before = text.slice(0, offset);
    return { line: before.split("\n").length, column: offset - before.lastIndexOf("\n") };
  };
  return { file, range: { start: position(start), end: position(end) } };
}
