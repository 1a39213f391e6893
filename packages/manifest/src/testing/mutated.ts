import { type Finding, isJson } from "@towpath/core";
import type { Arbitrary } from "fast-check";
import { expect } from "vitest";
import type { Graph } from "../graph/graph.ts";
import { graphDigest } from "../graph/graph-digest.ts";
import { fc } from "./property.ts";

interface Change {
  readonly at: number;
  readonly remove: number;
  readonly insert: string;
}

/** A few changes of a text, each of which takes something out and puts a scrap in its place. */
export function mutationsWith(scrap: Arbitrary<string>): Arbitrary<readonly Change[]> {
  const change = fc.record({ at: fc.nat(2_000), remove: fc.nat(12), insert: scrap });
  return fc.array(change, { minLength: 1, maxLength: 6 });
}

export function mutated(text: string, changes: readonly Change[]): string {
  return changes.reduce((now, { at, remove, insert }) => {
    const from = at % (now.length + 1);
    return now.slice(0, from) + insert + now.slice(from + remove);
  }, text);
}

/** What must hold of any answer: every finding whole and at its place, a graph that is JSON, nothing put into Object.prototype. */
export function expectWhole(findings: readonly Finding[], graph: Graph | undefined): void {
  for (const one of findings) {
    expect(one.places[0]?.file).toBeTruthy();
    expect(one.message).not.toMatch(/undefined|\[object|NaN/);
    expect(one.message.length).toBeLessThan(2_000);
  }
  if (graph) {
    expect(isJson(JSON.parse(JSON.stringify(graph)))).toBe(true);
    expect(graphDigest(graph)).toMatch(/^sha256:/);
  }
  expect(Object.keys(Object.prototype)).toEqual([]);
}
