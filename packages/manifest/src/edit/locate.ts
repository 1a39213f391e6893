import { address, type Path } from "./change.ts";
import type { Entry, Part } from "./layout.ts";
import { RefusedChange } from "./refused-change.ts";
import type { Style } from "./style.ts";

/** A document as it is being changed. */
export interface Draft {
  readonly text: string;
  readonly root: Part;
  readonly style: Style;
  /** Names of anchors that an alias refers to. */
  readonly shared: ReadonlySet<string>;
}

/** An entry with the collection that it is in, and what holds that. */
export interface Located {
  readonly entry: Entry;
  readonly index: number;
  readonly collection: Part;
  /** The entry whose value the collection is; undefined for the document itself. */
  readonly holder: Located | undefined;
}

/** What a path leads to, as far as it is written there. */
export interface Way {
  /** The last entry that is there; undefined when not even the first step is. */
  readonly located: Located | undefined;
  /** What is written there: the value of `located`, or the document. */
  readonly part: Part;
  /** Steps of the path that lead nowhere. */
  readonly rest: Path;
}

/**
 * Follows a path through what is written.
 *
 * @throws {RefusedChange} where a part on the way, the last one aside, is written elsewhere or stands for several
 */
export function wayTo(draft: Draft, path: Path): Way {
  let located: Located | undefined;
  let part = draft.root;
  for (const [step, segment] of path.entries()) {
    if (part.kind === "nothing" || (part.kind === "scalar" && part.style === "plain"))
      return { located, part, rest: path.slice(step) };
    refuseShared(draft, part, path.slice(0, step), path);
    const index = indexOf(part, segment);
    const entry = part.entries[index];
    if (!entry) return { located, part, rest: path.slice(step) };
    located = { entry, index, collection: part, holder: located };
    part = entry.value;
  }
  return { located, part, rest: [] };
}

/** The entry at a path that is written out in full. @throws {RefusedChange} where none is */
export function entryAt(draft: Draft, path: Path): Located {
  const { located, rest } = wayTo(draft, path);
  if (located && rest.length === 0) {
    if (located.entry.key?.kind === "alias") throw aliased(path, `its key is the alias *${located.entry.key.text}`);
    return located;
  }
  throw aliased(path, "it comes with a merge key (<<)");
}

/** Refuses to change what is in a part when that would change something elsewhere, too. */
export function refuseShared(draft: Draft, part: Part, at: Path, path: Path): void {
  if (part.kind === "alias") throw aliased(path, `${address(at)} is the alias *${part.text}`);
  if (part.anchor !== undefined && draft.shared.has(part.anchor))
    throw aliased(path, `${address(at)} is also used where *${part.anchor} stands`);
  if (part.style === "implicit")
    throw new RefusedChange(
      `${address(at)} is a mapping without braces within a list; write it as { key: value }.`,
      path,
    );
}

/** Refuses to take a part away when an alias outside of it needs an anchor in it. */
export function refuseNeeded(draft: Draft, { entry }: Located, path: Path): void {
  const within = anchorsAndAliases(entry.value);
  const [used, usedWithin] = [counts(anchorsAndAliases(draft.root).aliases), counts(within.aliases)];
  for (const anchor of [...within.anchors, ...(entry.key?.anchor === undefined ? [] : [entry.key.anchor])])
    if ((used.get(anchor) ?? 0) > (usedWithin.get(anchor) ?? 0))
      throw aliased(path, `*${anchor} elsewhere stands for what &${anchor} names in it`);
}

/** True when a part holds an alias, or what an alias refers to: those do not read the same in another order. */
export function holdsShared({ shared }: Draft, { entry }: Located): boolean {
  const { anchors, aliases } = anchorsAndAliases(entry.value);
  return aliases.length > 0 || anchors.some((anchor) => shared.has(anchor));
}

/** Names of anchors that an alias in the document refers to. */
export function sharedAnchors(root: Part): ReadonlySet<string> {
  return new Set(anchorsAndAliases(root).aliases);
}

function anchorsAndAliases(part: Part): { readonly anchors: readonly string[]; readonly aliases: readonly string[] } {
  const anchors: string[] = [];
  const aliases: string[] = [];
  const visit = (one: Part): void => {
    if (one.kind === "alias") aliases.push(one.text);
    if (one.anchor !== undefined) anchors.push(one.anchor);
    for (const { key, value } of one.entries) {
      if (key) visit(key);
      visit(value);
    }
  };
  visit(part);
  return { anchors, aliases };
}

function counts(names: readonly string[]): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  for (const name of names) found.set(name, (found.get(name) ?? 0) + 1);
  return found;
}

function indexOf(part: Part, segment: string | number): number {
  if (part.kind === "sequence") return typeof segment === "number" ? segment : -1;
  return part.entries.findLastIndex(({ key }) => key?.text === segment);
}

function aliased(path: Path, why: string): RefusedChange {
  return new RefusedChange(`${address(path)} cannot be changed on its own: ${why}.`, path, "manifest/edit-alias");
}
