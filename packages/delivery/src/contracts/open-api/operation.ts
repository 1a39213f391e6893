import { isTrueIn, items, type Located, member, members, type OpenApiDocument, textIn } from "./open-api-document.ts";
import type { Direction } from "./schema-comparison.ts";

const METHODS = ["get", "put", "post", "delete", "options", "head", "patch", "trace"] as const;

/** One thing that can be asked of a service, or that it asks of others. */
export interface Operation {
  /** `GET /orders/{id}`; `webhook orderPaid POST`. */
  readonly name: string;
  /** What pairs it with the same one of another version: the path without the names of its parameters. */
  readonly key: string;
  readonly id: string | undefined;
  readonly at: Located;
  /** A webhook or a callback: the service sends the request, and takes the answer. */
  readonly isOutgoing: boolean;
  readonly isDeprecated: boolean;
  readonly parameters: readonly Parameter[];
}

export interface Parameter {
  readonly in: string;
  readonly name: string;
  /** Pairs it: a path's parameters by their position, headers by their name in small letters. */
  readonly key: string;
  readonly at: Located;
  readonly isRequired: boolean;
}

/** The operations of a document, by their keys. */
export function operationsOf(document: OpenApiDocument): ReadonlyMap<string, Operation> {
  const operations = new Map<string, Operation>();
  const add = (operation: Operation): void =>
    void (operations.has(operation.key) || operations.set(operation.key, operation));
  for (const [path, item] of members(member(document.root, "paths"))) {
    if (!path.startsWith("/")) continue;
    for (const operation of ofPathItem(document, item, { name: path, key: withoutNames(path), isOutgoing: false }))
      add(operation);
  }
  for (const [name, item] of members(member(document.root, "webhooks"))) {
    const called = `webhook ${name}`;
    for (const operation of ofPathItem(document, item, { name: called, key: called, isOutgoing: true })) add(operation);
  }
  for (const operation of [...operations.values()]) {
    for (const [name, callback] of members(member(operation.at, "callbacks"))) {
      const target = document.follow(callback);
      for (const [expression, item] of members(target)) {
        const called = `callback ${name} ${expression} of ${operation.name}`;
        const key = `callback ${name} ${expression} of ${operation.key}`;
        for (const inner of ofPathItem(document, item, { name: called, key, isOutgoing: true })) add(inner);
      }
    }
  }
  return operations;
}

/** Which way a request's or an answer's values go. */
export function directionOf({ isOutgoing }: Operation, of: Direction): Direction {
  if (!isOutgoing) return of;
  return of === "request" ? "response" : "request";
}

function ofPathItem(
  document: OpenApiDocument,
  item: Located,
  { name, key, isOutgoing }: Pick<Operation, "name" | "key" | "isOutgoing">,
): readonly Operation[] {
  const target = document.follow(item);
  if (!target) return [];
  return METHODS.flatMap((method) => {
    const at = member(target, method);
    if (!at) return [];
    const verb = method.toUpperCase();
    return [
      {
        name: name.startsWith("/") ? `${verb} ${name}` : `${name} ${verb}`,
        key: `${verb} ${key}`,
        id: textIn(at, "operationId"),
        at,
        isOutgoing,
        isDeprecated: isTrueIn(at, "deprecated"),
        parameters: parametersOf(document, name, target, at),
      },
    ];
  });
}

/** A path without the names of its parameters: they are on no wire. */
export function withoutNames(path: string): string {
  return path.replace(/\{[^{}/]*\}/g, "{}");
}

/** Headers that are described elsewhere: a parameter of such a name says nothing. */
const NO_PARAMETERS = new Set(["accept", "content-type", "authorization"]);

function parametersOf(
  document: OpenApiDocument,
  path: string,
  item: Located,
  operation: Located,
): readonly Parameter[] {
  const names = [...path.matchAll(/\{([^{}/]*)\}/g)].map(([, name]) => name ?? "");
  const found = new Map<string, Parameter>();
  for (const part of [...items(member(item, "parameters")), ...items(member(operation, "parameters"))]) {
    const at = document.follow(part);
    const name = textIn(at, "name");
    const place = textIn(at, "in");
    if (!at || name === undefined || place === undefined) continue;
    if (place === "header" && NO_PARAMETERS.has(name.toLowerCase())) continue;
    const position = place === "path" ? names.indexOf(name) : -1;
    const key = `${place}\n${position >= 0 ? position : place === "header" ? name.toLowerCase() : name}`;
    found.set(key, { in: place, name, key, at, isRequired: place === "path" || isTrueIn(at, "required") });
  }
  return [...found.values()];
}
