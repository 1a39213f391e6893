import { nearest } from "@towpath/core";
import type { PackRule } from "@towpath/policy";
import { OperationError } from "../errors.ts";
import type { LoadedPack, Packs } from "../packs/packs.ts";

/** A rule with the packs that bring it. @throws {OperationError} `operation/unknown-rule` */
export function knownRule(
  id: string,
  { rules, packs }: Packs,
): { readonly entry: PackRule; readonly packs: readonly LoadedPack[] } {
  const entry = rules.find(({ rule }) => rule.id === id);
  if (entry) return { entry, packs: packs.filter((pack) => pack.rules.some(({ rule }) => rule === entry.rule)) };
  const near = nearest(
    id,
    rules.map(({ rule }) => rule.id),
  );
  throw new OperationError({
    code: "operation/unknown-rule",
    message: `No pack of this platform has a rule "${id}".`,
    hint: id.startsWith("setting/")
      ? `That is what a resource type asks for: towpath explain ${id} says who decides it.`
      : near
        ? `Did you mean "${near}"?`
        : "towpath policy list shows those that there are.",
  });
}
