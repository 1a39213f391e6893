import type { Json } from "@towpath/core";
import type { ContractChange } from "../../contract-change.ts";
import { diffOpenApi } from "../diff-open-api.ts";
import { type OpenApiDocument, readOpenApi } from "../open-api-document.ts";

/** A document of its value. @throws {Error} when it cannot be read */
export function documentOf(value: unknown, file = "api/openapi.json"): OpenApiDocument {
  const read = readOpenApi(file, Buffer.from(typeof value === "string" ? value : JSON.stringify(value, null, 2)));
  if ("unread" in read) throw new Error(read.unread.why);
  return read.document;
}

/** A document with one operation, `POST /orders`, and what else is put into it. */
export function withOperation(operation: object, rest: object = {}, version = "3.1.0"): OpenApiDocument {
  return documentOf({
    openapi: version,
    info: { title: "Orders", version: "1" },
    paths: { "/orders": { post: { responses: { "200": { description: "ok" } }, ...operation } } },
    ...rest,
  });
}

/** A document that takes and answers values of a schema. */
export function bothWays(schema: Json, version = "3.1.0", schemas: Json = {}): OpenApiDocument {
  const content = { "application/json": { schema } };
  return withOperation(
    { requestBody: { required: true, content }, responses: { "200": { description: "ok", content } } },
    { components: { schemas } },
    version,
  );
}

/** `breaking property-removed`, without what is safe where only the weighty is asked for. */
export function found(before: OpenApiDocument, after: OpenApiDocument): readonly string[] {
  return diffOpenApi(before, after).map(brief);
}

export function brief({ kind, code }: ContractChange): string {
  return `${kind} ${code}`;
}
