import { blockRuns } from "./scalar-runs/block-runs.ts";
import { flowRuns } from "./scalar-runs/flow-runs.ts";
import type { Run } from "./scalar-runs/run.ts";

/** Turns two offsets of a scalar's value into offsets of the text that it is written in. */
export type ScalarPlaces = (start: number, end: number) => { readonly start: number; readonly end: number };

/**
 * Where the parts of a scalar's value stand in a YAML text, in whatever style it is written: plain, quoted with escapes, a
 * block with indentation, folded or not.
 *
 * Styles: https://yaml.org/spec/1.2.2/#chapter-7-flow-style-productions and chapter 8.
 *
 * @param node from where to where the scalar reaches, its quotes included
 * @param value what it says
 */
export function scalarPlaces(
  text: string,
  node: { readonly start: number; readonly end: number },
  value: string,
): ScalarPlaces {
  if (node.end - node.start === value.length && text.startsWith(value, node.start))
    return (start, end) => ({ start: node.start + start, end: node.start + end });
  const block = blockStyle(text, node.start);
  const runs = block === undefined ? flowRuns(text, node) : blockRuns(text, node, value, block === ">");
  const runAt = (offset: number): Run | undefined => {
    let low = 0;
    let high = runs.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((runs[middle]?.value ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return runs[low];
  };
  const startOf = (offset: number): number => {
    const run = runAt(offset);
    if (!run) return node.start;
    const into = Math.max(offset - run.value, 0);
    if (into >= run.length) return run.text + run.width;
    return run.isPlain ? run.text + into : run.text;
  };
  // The end is behind the last character: the next one may stand lines below.
  const endOf = (offset: number): number => {
    const run = runAt(offset - 1);
    if (!run) return node.start;
    return run.text + (run.isPlain ? Math.min(offset - run.value, run.length) : run.width);
  };
  return (start, end) => ({ start: startOf(start), end: end > start ? endOf(end) : startOf(start) });
}

/**
 * The style that a block scalar's header names. Its text starts on the line after its header, where no other scalar starts
 * but a document's own.
 */
function blockStyle(text: string, start: number): string | undefined {
  const before = text.charCodeAt(start - 1);
  if (start === 0 || (before !== 10 && before !== 13)) return undefined;
  const end = start - (before === 10 && text.charCodeAt(start - 2) === 13 ? 2 : 1);
  const line = text.slice(Math.max(text.lastIndexOf("\n", end - 1), text.lastIndexOf("\r", end - 1)) + 1, end);
  return /([|>])[-+0-9]{0,2}[ \t]*$/.exec(line.replace(/[ \t]#.*$/, ""))?.[1];
}
