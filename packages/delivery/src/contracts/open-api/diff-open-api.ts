import { canonicalJson } from "@towpath/core";
import { type ChangeKind, type ContractChange, type ContractChangeCode, compareChanges } from "../contract-change.ts";
import { compareParameters } from "./compare-parameters.ts";
import { compareRequestBody, compareResponses } from "./compare-responses.ts";
import { compareSecurity } from "./compare-security.ts";
import { items, member, type OpenApiDocument, textIn } from "./open-api-document.ts";
import { type Operation, operationsOf } from "./operation.ts";
import type { OperationChange, OperationReporter } from "./operation-reporter.ts";
import { refuseMoreDifferences } from "./refuse-beyond.ts";
import { pointerOf, type SchemaChange, schemaComparison } from "./schema-comparison.ts";

/**
 * What differs between two versions of an OpenAPI document, for whoever relies on it: the weightiest first. What a client
 * sends must go on being taken, what it receives must go on being what it was: the same difference may break the one and be
 * safe for the other. Descriptions, examples, tags and extensions are no part of the contract.
 *
 * @throws {DeliveryError} `delivery/contract-refused` for documents that come to more than can be compared
 */
export function diffOpenApi(before: OpenApiDocument, after: OpenApiDocument): readonly ContractChange[] {
  const documents = { before, after };
  const comparison = schemaComparison(before, after);
  const [former, later] = [operationsOf(before), operationsOf(after)];
  const found = new Map<string, { readonly change: ContractChange; readonly operations: Set<string> }>();
  let count = 0;
  const add = (
    change: Omit<ContractChange, "uses">,
    operation: string,
    uses: Omit<ContractChange["uses"], "operations">,
  ): void => {
    count += 1;
    refuseMoreDifferences(count);
    const key = [change.kind, change.code, change.in, change.at, change.message, uses.part].join("\n");
    const known = found.get(key);
    if (known) known.operations.add(operation);
    else found.set(key, { change: { ...change, uses: { ...uses, operations: [] } }, operations: new Set([operation]) });
  };
  const placed = (
    kind: ChangeKind,
    code: ContractChangeCode,
    message: string,
    paths: { readonly before?: readonly string[] | undefined; readonly after?: readonly string[] | undefined },
    isRemoval: boolean,
  ): Omit<ContractChange, "uses"> => {
    const inside = isRemoval ? "before" : "after";
    const at = (isRemoval ? paths.before : paths.after) ?? [];
    return {
      kind,
      code,
      message,
      at: pointerOf(at),
      in: inside,
      place: placeOf(after, paths.after ?? paths.before ?? []),
    };
  };
  const addOperationChange = (change: OperationChange, operation: Operation): void => {
    const { kind, code, message, part, isGone } = change;
    const isRemoval = change.after === undefined || isGone === true;
    const at = placed(
      kind,
      code,
      `${operation.name}: ${lower(message)}`,
      change,
      isRemoval && change.before !== undefined,
    );
    add(at, operation.name, { ...(part === undefined ? {} : { part }), ...(isGone ? { isGone } : {}) });
  };
  const addSchemaChange = (change: SchemaChange, operation: Operation): void => {
    const at = placed(change.kind, change.code, change.message, change, change.isRemoval);
    add(at, operation.name, {
      part: change.part,
      direction: change.direction,
      ...(change.isGone ? { isGone: true } : {}),
    });
  };
  for (const operation of former.values()) {
    const now = later.get(operation.key);
    if (!now) {
      const { isDeprecated, isOutgoing } = operation;
      addOperationChange(
        {
          kind: isDeprecated ? "risky" : "breaking",
          code: "operation-removed",
          message: `It is ${isOutgoing ? "not called" : "gone"}${isOutgoing ? " any more" : ""}${isDeprecated ? "; it was deprecated before" : ""}.`,
          before: operation.at.path,
          isGone: true,
        },
        operation,
      );
      continue;
    }
    const roots = new Set<string>();
    const reporter: OperationReporter = {
      documents,
      before: operation,
      after: now,
      comparison,
      report: (change) => addOperationChange(change, operation),
      schemas: (was, is, direction) => void roots.add(comparison.compare({ before: was, after: is, direction })),
    };
    compareHead(reporter);
    compareParameters(reporter);
    compareRequestBody(reporter);
    compareResponses(reporter);
    compareSecurity(reporter);
    const seen = new Set<SchemaChange>();
    for (const root of roots) {
      for (const change of comparison.changesIn(root)) {
        if (seen.has(change)) continue;
        seen.add(change);
        addSchemaChange(change, operation);
      }
    }
  }
  for (const operation of later.values()) {
    if (former.has(operation.key)) continue;
    addOperationChange(
      { kind: "safe", code: "operation-added", message: "It is new.", after: operation.at.path },
      operation,
    );
  }
  compareServers(before, after, (change) => {
    for (const operation of former.values()) if (later.has(operation.key)) add(change, operation.name, {});
  });
  return [...found.values()]
    .map(({ change, operations }) => ({ ...change, uses: { ...change.uses, operations: [...operations].sort() } }))
    .sort(compareChanges);
}

function compareHead({ before, after, report }: OperationReporter): void {
  if (!before.isDeprecated && after.isDeprecated)
    report({
      kind: "safe",
      code: "operation-deprecated",
      message: "It is deprecated.",
      before: before.at.path,
      after: [...after.at.path, "deprecated"],
    });
  if (before.id !== undefined && before.id !== after.id)
    report({
      kind: "risky",
      code: "operation-id-changed",
      message: `Its operationId is ${after.id ?? "gone"}, and was ${before.id}: clients that are generated call it by that.`,
      before: [...before.at.path, "operationId"],
      after: [...after.at.path, "operationId"],
    });
}

function compareServers(
  before: OpenApiDocument,
  after: OpenApiDocument,
  report: (change: Omit<ContractChange, "uses">) => void,
): void {
  const servers = (document: OpenApiDocument): ReadonlyMap<string, readonly string[]> =>
    new Map(
      items(member(document.root, "servers")).map((server) => [
        textIn(server, "url") ?? canonicalJson(server.value),
        server.path,
      ]),
    );
  const [was, is] = [servers(before), servers(after)];
  for (const [url, path] of was) {
    if (is.has(url)) continue;
    report({
      kind: "risky",
      code: "server-removed",
      message: `The server ${url} is gone.`,
      at: pointerOf(path),
      in: "before",
      place: placeOf(after, ["servers"]),
    });
  }
}

function placeOf({ source }: OpenApiDocument, path: readonly string[]): ContractChange["place"] {
  return source.placeOfKey(path);
}

function lower(text: string): string {
  return /^[A-Z][a-z]/.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text;
}
