import type { ChangeKind, ContractChangeCode } from "../contract-change.ts";
import { compareProperties } from "./compare-properties.ts";
import { compareValues } from "./compare-values.ts";
import { compareVariants } from "./compare-variants.ts";
import { compareWhole } from "./compare-whole.ts";
import { BESIDE } from "./conjuncts.ts";
import { isTrueIn, members, type OpenApiDocument, referenceOf } from "./open-api-document.ts";
import { refuseBeyond } from "./refuse-beyond.ts";
import { type Schema, type SchemaView, schemaView } from "./schema-view.ts";

/** Which way values go: to the service, which must go on taking them, or from it to whoever relies on them. */
export type Direction = "request" | "response";

/** What a difference does to the values that are let through. */
export type Relation =
  /** Fewer: breaks who sends them. */
  | "narrowed"
  /** More: breaks who receives them. */
  | "widened"
  /** Others: breaks both. */
  | "changed";

/** A difference between two schemas, before it is known which operations it touches. */
export interface SchemaChange {
  readonly kind: ChangeKind;
  readonly code: ContractChangeCode;
  readonly message: string;
  /** Where it is in the later document, or would be. */
  readonly after: readonly string[];
  /** Where it is in the former document; absent for what is new. */
  readonly before: readonly string[] | undefined;
  /** It is only in the former one. */
  readonly isRemoval: boolean;
  /** Key of the pair whose users are hit. */
  readonly part: string;
  readonly direction: Direction;
  readonly isGone?: boolean | undefined;
}

/** Two schemas that stand for the same thing, the former and the later one, in one direction. */
export interface SchemaPair {
  readonly before: Schema;
  readonly after: Schema;
  readonly direction: Direction;
}

/** What comparing one pair came to. */
export interface ComparedPair {
  readonly key: string;
  readonly changes: readonly SchemaChange[];
  /** Keys of the pairs within it. */
  readonly within: readonly string[];
}

/** What compares two views and says what differs. */
export interface PairReporter {
  readonly direction: Direction;
  readonly before: SchemaView;
  readonly after: SchemaView;
  readonly documents: { readonly before: OpenApiDocument; readonly after: OpenApiDocument };
  /** Says a difference; `kinds` where it weighs other than its relation would. */
  report(facts: {
    readonly code: ContractChangeCode;
    readonly relation: Relation;
    readonly message: string;
    readonly after?: readonly string[] | undefined;
    readonly before?: readonly string[] | undefined;
    readonly isRemoval?: boolean | undefined;
    readonly isNew?: boolean | undefined;
    readonly kinds?: Readonly<Partial<Record<Direction, ChangeKind>>> | undefined;
    /** The schema of the former document whose users alone are hit: this one when absent. */
    readonly part?: Schema | undefined;
    readonly isGone?: boolean | undefined;
  }): void;
  /** Compares what stands within. */
  descend(before: Schema, after: Schema): void;
  /** A view of a schema of either document. */
  view(side: "before" | "after", schema: Schema): SchemaView;
}

/** Compares pairs of schemas, each once, however often documents refer to it and whatever circles they make. */
export interface SchemaComparison {
  /** Compares a pair and what is within it. @returns its key */
  compare(pair: SchemaPair): string;
  /** Everything that was found in a pair and within it. */
  changesIn(key: string): readonly SchemaChange[];
}

/** The name of a schema among the parts of the former document. */
export function partKey(schema: Schema): string {
  return schema.parts.length === 0 ? pointerOf(schema.path) : schema.parts.map(({ path }) => pointerOf(path)).join(" ");
}

/** A schema that is nothing but a reference, as what it refers to: two references to one schema are one schema. */
export function resolvedSchema(document: OpenApiDocument, schema: Schema): Schema {
  const [only] = schema.parts;
  if (!only || schema.parts.length > 1 || referenceOf(only) === undefined) return schema;
  const isPure =
    document.version === "3.0" ? !isTrueIn(only, "nullable") : members(only).every(([key]) => BESIDE.has(key));
  const target = isPure ? document.follow(only) : undefined;
  return target ? { path: schema.path, parts: [target] } : schema;
}

export function pointerOf(path: readonly string[]): string {
  return path.map((segment) => `/${segment.replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
}

const KINDS: Readonly<Record<Relation, Readonly<Record<Direction, ChangeKind>>>> = {
  narrowed: { request: "breaking", response: "safe" },
  widened: { request: "safe", response: "breaking" },
  changed: { request: "breaking", response: "breaking" },
};

export function schemaComparison(before: OpenApiDocument, after: OpenApiDocument): SchemaComparison {
  const compared = new Map<string, ComparedPair>();
  let parts = 0;
  const views = { before: new Map<string, SchemaView>(), after: new Map<string, SchemaView>() };
  const documents = { before, after };
  const followed = (side: "before" | "after", schema: Schema): Schema => resolvedSchema(documents[side], schema);
  const view = (side: "before" | "after", schema: Schema): SchemaView => {
    const key = partKey(schema);
    const known = views[side].get(key);
    if (known) return known;
    const made = schemaView(documents[side], schema);
    views[side].set(key, made);
    return made;
  };
  const keyOf = ({ before: b, after: a, direction }: SchemaPair): string =>
    `${direction}\n${partKey(b)}\n${partKey(a)}`;
  const compareOne = (pair: SchemaPair, key: string, queue: SchemaPair[]): ComparedPair => {
    const changes: SchemaChange[] = [];
    const within: string[] = [];
    const { direction } = pair;
    const [was, is] = [view("before", pair.before), view("after", pair.after)];
    const reporter: PairReporter = {
      direction,
      before: was,
      after: is,
      documents,
      view,
      report: ({ code, relation, message, after: at, before: from, isRemoval = false, isNew, kinds, part, isGone }) => {
        changes.push({
          kind: kinds?.[direction] ?? KINDS[relation][direction],
          code,
          message,
          after: at ?? is.path,
          before: isNew ? undefined : (from ?? was.path),
          isRemoval,
          part: partKey(part ?? pair.before),
          direction,
          ...(isGone ? { isGone } : {}),
        });
      },
      descend: (b, a) => {
        const inner: SchemaPair = { before: followed("before", b), after: followed("after", a), direction };
        within.push(keyOf(inner));
        queue.push(inner);
      },
    };
    // What has another type altogether has nothing else to be compared.
    if (compareValues(reporter)) {
      compareProperties(reporter);
      compareVariants(reporter);
      compareWhole(reporter);
    }
    return { key, changes, within };
  };
  return {
    compare: (root) => {
      const pair = { ...root, before: followed("before", root.before), after: followed("after", root.after) };
      const queue = [pair];
      for (let next = queue.pop(); next; next = queue.pop()) {
        const key = keyOf(next);
        if (compared.has(key)) continue;
        parts += 1 + next.before.parts.length + next.after.parts.length;
        refuseBeyond(parts);
        compared.set(key, compareOne(next, key, queue));
      }
      return keyOf(pair);
    },
    changesIn: (root) => {
      const seen = new Set([root]);
      const changes: SchemaChange[] = [];
      for (const key of seen) {
        const pair = compared.get(key);
        changes.push(...(pair?.changes ?? []));
        for (const inner of pair?.within ?? []) seen.add(inner);
      }
      return changes;
    },
  };
}
