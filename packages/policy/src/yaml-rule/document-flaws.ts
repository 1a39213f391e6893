import { type Finding, makeFinding } from "@towpath/core";
import type { SourceDocument } from "@towpath/manifest";
import { type CelType, compileExpression, type Expression, type ExpressionContext } from "../cel/index.ts";
import type { PolicyFindingCode } from "../errors.ts";

/** Where in a document something stands: the path of a scalar. */
export type DocumentPath = readonly (string | number)[];

/** Collects what is wrong with the parts of one document. */
export interface DocumentFlaws {
  readonly findings: readonly Finding[];
  /** Says what is wrong, from one offset of the scalar's text up to another, or with all of it. */
  add(path: DocumentPath, message: string, suggestions?: readonly string[], from?: number, to?: number): void;
  /**
   * Compiles an expression that stands in a scalar; undefined where it is wrong, and its flaws are said.
   *
   * @param offset where in the scalar's text it begins
   */
  compile(path: DocumentPath, source: string, context: ExpressionContext, offset?: number): Expression | undefined;
}

/** Where each flaw is explained. */
const DOCS = "packages/policy/docs/rules-in-yaml.md#when-a-rule-is-not-taken";

/** @param name what messages call what the document holds, for telling findings apart */
export function documentFlaws(document: SourceDocument, name: string): DocumentFlaws {
  const findings: Finding[] = [];
  const flaws: DocumentFlaws = {
    findings,
    add(path, message, suggestions = [], from, to) {
      const place = from === undefined ? document.placeOfValue(path) : document.placeOfPart(path, from, to ?? from + 1);
      findings.push(
        makeFinding({
          code: "policy/invalid-rule" satisfies PolicyFindingCode,
          message,
          docs: DOCS,
          address: path.join("."),
          places: [place],
          suggestions,
          discriminator: `${name} ${from ?? ""} ${message}`,
        }),
      );
    },
    compile(path, source, context, offset = 0) {
      const compiled = compileExpression(source, context);
      if (compiled.ok) return compiled.expression;
      for (const { message, suggestions, start, end } of compiled.flaws) {
        flaws.add(path, message, suggestions, offset + start, offset + Math.max(end, start));
      }
      return undefined;
    },
  };
  return flaws;
}

/** The types of variables alone. */
export function typesOf(
  variables: Readonly<Record<string, { readonly type: CelType }>>,
): Readonly<Record<string, CelType>> {
  return Object.fromEntries(Object.entries(variables).map(([name, { type }]) => [name, type]));
}
