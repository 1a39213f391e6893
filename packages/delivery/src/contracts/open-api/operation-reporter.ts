import type { ChangeKind, ContractChangeCode } from "../contract-change.ts";
import type { Located, OpenApiDocument } from "./open-api-document.ts";
import type { Operation } from "./operation.ts";
import type { Direction, SchemaComparison } from "./schema-comparison.ts";
import type { Schema } from "./schema-view.ts";

/** A difference of an operation that is not one of its schemas. */
export interface OperationChange {
  readonly kind: ChangeKind;
  readonly code: ContractChangeCode;
  readonly message: string;
  readonly after?: readonly string[] | undefined;
  readonly before?: readonly string[] | undefined;
  /** Only who uses this part of the former document is hit. */
  readonly part?: string | undefined;
  readonly isGone?: boolean | undefined;
}

/** What compares one operation with the later one, and says what differs. */
export interface OperationReporter {
  readonly documents: { readonly before: OpenApiDocument; readonly after: OpenApiDocument };
  readonly before: Operation;
  readonly after: Operation;
  report(change: OperationChange): void;
  /** Compares two schemas; an absent one lets anything through. */
  schemas(before: Schema, after: Schema, direction: Direction): void;
  readonly comparison: SchemaComparison;
}

/** The schema that a part has, or one that lets anything through. */
export function schemaIn(part: Located, schema: Located | undefined): Schema {
  return schema ? { path: schema.path, parts: [schema] } : { path: [...part.path, "schema"], parts: [] };
}
