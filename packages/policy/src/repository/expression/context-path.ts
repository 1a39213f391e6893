import type { Expression } from "./expression.ts";
import { bare } from "./parts.ts";

/** What stands for a name that only a run knows: `*`, `steps[inputs.id]`. */
export const ANY = "*";

/**
 * What is read of a context, in small letters, because GitHub compares names without regard to case: `github['Actor']` gives
 * `["github", "actor"]`. Undefined for what is not read of a context directly.
 */
export function contextPath(expression: Expression): readonly string[] | undefined {
  const path: string[] = [];
  let at = bare(expression);
  while (at.kind === "index") {
    path.unshift(indexName(at.index));
    at = bare(at.of);
  }
  return at.kind === "context" ? [at.name.toLowerCase(), ...path] : undefined;
}

/** The name that an index reads, in small letters. */
export function indexName(index: Expression | "*"): string {
  if (index === "*") return ANY;
  const inner = bare(index);
  return inner.kind === "literal" ? String(inner.value).toLowerCase() : ANY;
}

/** Whether a path is one of a context: `isPath(path, "github", "event", "*", "name")`; `*` stands for any one name. */
export function isPath(path: readonly string[] | undefined, ...names: readonly string[]): boolean {
  return path?.length === names.length && names.every((name, index) => name === ANY || name === path[index]);
}
