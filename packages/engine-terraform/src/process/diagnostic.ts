import { isJsonObject, type Json, type JsonObject, own } from "@towpath/core";
import { type Cleaner, nameIn } from "./tool-text.ts";

/** What Terraform has to say about the configuration, a resource or the world. Texts are cleaned and without known secrets. */
export interface Diagnostic {
  readonly severity: "error" | "warning";
  /** One line: `Error acquiring the state lock`. */
  readonly summary: string;
  /** May be empty, may have many lines. */
  readonly detail: string;
  /** The resource instance that it is about: `module.db.azurerm_x.y[0]`. */
  readonly address?: string | undefined;
  /** Where in the configuration, by a path relative to the root module; lines and columns count from 1. */
  readonly range?: { readonly file: string; readonly line: number; readonly column: number } | undefined;
  /** The block of the configuration that it stands in: `module.db`. */
  readonly context?: string | undefined;
  /** What is known of the values in the expression: `var.size is "huge"`. Never a sensitive one. */
  readonly values?: readonly string[] | undefined;
}

const MOST_VALUES = 20;

/**
 * Reads a diagnostic as the JSON stream, `validate -json` and `show -json` give it; undefined for what is none.
 *
 * Format: https://developer.hashicorp.com/terraform/internals/machine-readable-ui and
 * https://developer.hashicorp.com/terraform/cli/commands/validate#json-output-format
 */
export function readDiagnostic(value: Json | undefined, clean: Cleaner): Diagnostic | undefined {
  if (!isJsonObject(value)) return undefined;
  const summary = textOf(value, "summary");
  const detail = textOf(value, "detail") ?? "";
  if (summary === undefined) return undefined;
  const address = nameOf(value, "address");
  const range = rangeOf(own(value, "range"));
  const snippet = own(value, "snippet");
  const values = valuesOf(snippet, clean);
  const context = isJsonObject(snippet) ? nameOf(snippet, "context") : undefined;
  return {
    severity: own(value, "severity") === "warning" ? "warning" : "error",
    summary: clean(summary).replaceAll(/\s+/g, " ").trim(),
    detail: clean(detail).trim(),
    ...(address ? { address } : {}),
    ...(range ? { range } : {}),
    ...(context ? { context } : {}),
    ...(values.length > 0 ? { values } : {}),
  };
}

/** A property's text, or undefined where it is none. */
export function textOf(value: JsonObject, name: string): string | undefined {
  const text = own(value, name);
  return typeof text === "string" ? text : undefined;
}

/** A property's text where it is a name or an id: see {@link nameIn}. */
export function nameOf(value: JsonObject, name: string): string | undefined {
  const text = textOf(value, name);
  return text === undefined ? undefined : nameIn(text);
}

/** A property's number, or undefined where it is none. */
export function numberOf(value: JsonObject, name: string): number | undefined {
  const number = own(value, name);
  return typeof number === "number" && Number.isFinite(number) ? number : undefined;
}

function rangeOf(value: Json | undefined): Diagnostic["range"] {
  if (!isJsonObject(value)) return undefined;
  const file = nameOf(value, "filename");
  const start = own(value, "start");
  if (!file || !isJsonObject(start)) return undefined;
  return { file, line: countOf(start, "line"), column: countOf(start, "column") };
}

function countOf(value: JsonObject, name: string): number {
  const count = numberOf(value, name);
  return count === undefined || !Number.isSafeInteger(count) || count < 1 ? 1 : count;
}

function valuesOf(snippet: Json | undefined, clean: Cleaner): readonly string[] {
  const values = isJsonObject(snippet) ? own(snippet, "values") : undefined;
  if (!Array.isArray(values)) return [];
  return values.slice(0, MOST_VALUES).flatMap((each) => {
    if (!isJsonObject(each)) return [];
    const [traversal, statement] = [textOf(each, "traversal"), textOf(each, "statement")];
    return traversal && statement ? [clean(`${traversal} ${statement}`)] : [];
  });
}
