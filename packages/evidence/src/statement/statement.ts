import { isJsonObject, type Json, type JsonObject } from "@towpath/core";
import { evidenceError } from "../errors.ts";
import { schemaTexts } from "../generated/schemas.ts";
import { type SchemaFlaw, schemaFlaws } from "../schema/holds-schema.ts";
import { PREDICATE_TYPES, type PredicateName, type PredicateType, predicateName } from "./predicate-type.ts";
import type { PredicateOf } from "./predicates.ts";
import { type Subject, subjectKeys } from "./subject.ts";

/** The type of every statement. */
export const STATEMENT_TYPE = "https://in-toto.io/Statement/v1";

/**
 * Something that is said about artifacts or commits. in-toto Statement v1
 * (https://github.com/in-toto/attestation/blob/main/spec/v1/statement.md).
 */
export interface Statement {
  readonly _type: typeof STATEMENT_TYPE;
  readonly subject: readonly Subject[];
  readonly predicateType: PredicateType;
  readonly predicate: JsonObject;
}

/**
 * A statement about subjects.
 *
 * @throws {EvidenceError} `evidence/statement-invalid` where it is not as its schema says
 */
export function statement<Name extends PredicateName>(
  subject: readonly Subject[],
  name: Name,
  predicate: PredicateOf<Name>,
): Statement {
  // As it is written: what is undefined is left out.
  const value: Json = JSON.parse(
    JSON.stringify({ _type: STATEMENT_TYPE, subject, predicateType: PREDICATE_TYPES[name], predicate }),
  );
  return readStatement(value);
}

/**
 * A value as a statement, if it is one that this version knows and as its schema says.
 *
 * @throws {EvidenceError} `evidence/statement-invalid` with what is wrong, and where
 */
export function readStatement(value: Json): Statement {
  const flaws = schemaFlaws(schemaNamed("statement"), value);
  if (flaws.length > 0 || !isJsonObject(value)) throw invalid("a statement of in-toto", flaws);
  const name = predicateName(String(value["predicateType"]));
  if (!name) {
    throw evidenceError({
      code: "evidence/statement-invalid",
      message: `Nothing is known of statements of the type ${JSON.stringify(String(value["predicateType"]).slice(0, 200))}.`,
      hint: `Known are: ${Object.values(PREDICATE_TYPES).join(", ")}. A newer version of Towpath may know more.`,
    });
  }
  const predicate = value["predicate"] ?? null;
  const wrong = schemaFlaws(schemaNamed(name), predicate);
  if (wrong.length > 0 || !isJsonObject(predicate)) throw invalid(`a statement about ${name}`, wrong);
  const subject = subjectsOf(value["subject"] ?? null);
  if (subjectKeys(subject).length === 0) {
    throw invalid(`a statement about ${name}`, [{ at: "/subject", what: "names no sha256 and no gitCommit" }]);
  }
  return { _type: STATEMENT_TYPE, subject, predicateType: PREDICATE_TYPES[name], predicate };
}

/** What a statement says, by its short name; undefined where it says something else. Its schema holds: it was read. */
export function predicateOf<Name extends PredicateName>(found: Statement, name: Name): PredicateOf<Name> | undefined {
  return saysWhat(found.predicate, found, name) ? found.predicate : undefined;
}

function saysWhat<Name extends PredicateName>(
  _predicate: JsonObject,
  { predicateType }: Statement,
  name: Name,
): _predicate is JsonObject & PredicateOf<Name> {
  return predicateType === PREDICATE_TYPES[name];
}

/** A schema of this package by its name, such as `deployment`. */
export function schemaNamed(name: keyof typeof schemaTexts): JsonObject {
  const known = schemas.get(name);
  if (known) return known;
  const schema: unknown = JSON.parse(schemaTexts[name]);
  if (!isJsonObject(schema)) throw new TypeError(`The schema ${name} is none.`);
  schemas.set(name, schema);
  return schema;
}

const schemas = new Map<string, JsonObject>();

function subjectsOf(value: Json): readonly Subject[] {
  const items: readonly Json[] = Array.isArray(value) ? value : [];
  return items.filter(isJsonObject).map(({ name, digest }) => ({
    ...(typeof name === "string" ? { name } : {}),
    digest: Object.fromEntries(
      Object.entries(isJsonObject(digest) ? digest : {}).flatMap(([algorithm, hex]) =>
        typeof hex === "string" ? [[algorithm, hex]] : [],
      ),
    ),
  }));
}

function invalid(what: string, flaws: readonly Pick<SchemaFlaw, "at" | "what">[]): Error {
  return evidenceError({
    code: "evidence/statement-invalid",
    message: `This is no ${what.replace(/^an? /, "")}: ${flaws.map(({ at, what: flaw }) => `${at} ${flaw}`).join("; ") || "it is no object"}.`,
    hint: "The schemas are in packages/evidence/schemas.",
  });
}
