import { canonicalJson, isJsonObject, type Json, type JsonObject } from "@towpath/core";
import { WorkflowError } from "../workflow-error.ts";

/** One combination of a matrix. */
export type Combination = JsonObject;

const MOST = 256;

/**
 * The combinations of a matrix, in GitHub's order.
 *
 * @param matrix what stands below `strategy.matrix`, evaluated
 * @throws {WorkflowError} where GitHub would fail the job
 *
 * Rules: https://docs.github.com/actions/how-tos/write-workflows/choose-what-workflows-do/run-job-variations
 */
export function combinationsOf(matrix: Json): readonly Combination[] {
  if (!isJsonObject(matrix)) throw new WorkflowError("The matrix is no mapping.");
  const { include, exclude, ...vectors } = matrix;
  let combinations: JsonObject[] = Object.keys(vectors).length === 0 ? [] : [{}];
  for (const [name, values] of Object.entries(vectors)) {
    if (!Array.isArray(values) || values.length === 0)
      throw new WorkflowError(`Matrix vector '${name}' does not contain any values`);
    combinations = combinations.flatMap((one) => values.map((value: Json) => ({ ...one, [name]: value })));
  }
  const excluded = objects(exclude, "exclude");
  const kept = combinations.filter((one) => !excluded.some((filter) => contains(one, filter)));
  const result: JsonObject[] = [...kept];
  for (const added of objects(include, "include")) {
    let isAdded = false;
    kept.forEach((original, index) => {
      const isApart = Object.keys(vectors).every((key) => !(key in added) || same(added[key], original[key]));
      // One that shares no key with the matrix goes to all of them.
      if (!isApart) return;
      result[index] = { ...result[index], ...added };
      isAdded = true;
    });
    if (!isAdded) result.push(added);
  }
  if (result.length === 0) throw new WorkflowError("Matrix must define at least one vector");
  if (result.length > MOST) throw new WorkflowError(`The matrix has ${result.length} jobs: GitHub takes ${MOST}.`);
  return result;
}

function objects(value: Json | undefined, where: string): readonly JsonObject[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) throw new WorkflowError(`${where} of the matrix is no list.`);
  return value.map((one: Json) => {
    if (!isJsonObject(one)) throw new WorkflowError(`${where} of the matrix has something else than a mapping.`);
    return one;
  });
}

function contains(combination: JsonObject, filter: JsonObject): boolean {
  return Object.entries(filter).every(([key, value]) => {
    const own = combination[key];
    return isJsonObject(own) && isJsonObject(value) ? contains(own, value) : same(own, value);
  });
}

function same(a: Json | undefined, b: Json | undefined): boolean {
  return a !== undefined && b !== undefined && canonicalJson(a) === canonicalJson(b);
}

/** What a combination adds to a job's name: `(test, orders)`. */
export function suffixOf(combination: Combination): string {
  const scalars = Object.values(combination).flatMap(leaves);
  return scalars.length === 0 ? "" : ` (${scalars.join(", ")})`;
}

function leaves(value: Json): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(leaves);
  if (isJsonObject(value)) return Object.values(value).flatMap(leaves);
  return value === null ? [] : [String(value)];
}
