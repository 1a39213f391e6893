import { isJsonObject, type Json, type JsonObject, type Origin } from "@towpath/core";
import type { Difference } from "./difference.ts";
import { jsonDifferences } from "./json-differences.ts";

/** Something that is said of a thing: what two graphs are compared by. */
export interface Fact {
  /** Path below the thing; empty for what is said of it under several paths. */
  readonly path: string;
  readonly value: Json | undefined;
  /** It is what it will be filled in from. */
  readonly isUnknown?: boolean;
  readonly isSecret?: boolean;
  /** That it is not there is something else than that it is empty. */
  readonly isWhole?: boolean;
  /** Where a part of it was said, by its path below the thing. */
  readonly origin?: (path: string) => Origin | undefined;
}

/** What differs in facts. Values of secrets are in it: {@link hidden} takes them out. */
export function factDifferences(before: readonly Fact[], after: readonly Fact[]): readonly Difference[] {
  const olds = new Map(before.map((fact) => [fact.path, fact]));
  const news = new Map(after.map((fact) => [fact.path, fact]));
  return [...new Set([...olds.keys(), ...news.keys()])].flatMap((path) => {
    const [old, fresh] = [olds.get(path), news.get(path)];
    const unknown = fresh?.isUnknown === true;
    const secret = old?.isSecret === true || fresh?.isSecret === true;
    const isWhole = old?.isWhole === true || fresh?.isWhole === true;
    const [a, b] = isWhole ? [old?.value, fresh?.value] : opened(old?.value, fresh?.value);
    return jsonDifferences(path, a, b).map((difference): Difference => {
      const origin = fresh?.origin?.(difference.path);
      return { ...difference, unknown, secret, ...(origin ? { origin } : {}) };
    });
  });
}

/** What is not there and what is empty differ in nothing; what is there beside nothing differs part by part. */
function opened(a: Json | undefined, b: Json | undefined): readonly [Json | undefined, Json | undefined] {
  return [a ?? (isJsonObject(b) ? {} : undefined), b ?? (isJsonObject(a) ? {} : undefined)];
}

/** Differences without the values of secrets: of a secret it is said that it differs, and not in which part. */
export function hidden(differences: readonly Difference[], facts: readonly Fact[]): readonly Difference[] {
  const secrets = new Map<string, Difference>();
  const shown: Difference[] = [];
  for (const difference of differences) {
    if (!difference.secret) {
      shown.push(difference);
      continue;
    }
    const whole = facts.find(({ path, isSecret }) => isSecret && isBelow(difference.path, path));
    const { before: _, after: __, ...rest } = difference;
    const path = whole?.path ?? difference.path;
    secrets.set(path, { ...rest, path });
  }
  return [...shown, ...secrets.values()];
}

function isBelow(path: string, base: string): boolean {
  return path === base || path.startsWith(`${base}.`);
}

/** An object of what is there. */
export function members(all: Readonly<Record<string, Json | undefined>>): JsonObject {
  const there: [string, Json][] = [];
  for (const [name, value] of Object.entries(all)) if (value !== undefined) there.push([name, value]);
  return Object.fromEntries(there);
}
