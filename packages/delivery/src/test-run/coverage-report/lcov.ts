import type { CoverageTally, FileTally } from "./coverage-tally.ts";

/**
 * Reads an lcov tracefile: `SF`; lines by `DA`; branches by `BRDA`; functions by `FN` and `FNDA`, or `FNL` and `FNA`; and the
 * sums (`LF`, `LH`, `BRF`, `BRH`, `FNF`, `FNH`) of a file that has none of these.
 *
 * Format: https://man.archlinux.org/man/geninfo.1#FILES
 */
export function readLcov(text: string, tally: CoverageTally): void {
  let record: Record | undefined;
  for (const [line] of text.matchAll(/[^\r\n]+/g)) {
    if (line === "end_of_record") {
      record?.end();
      record = undefined;
      continue;
    }
    const colon = line.indexOf(":");
    if (colon < 2 || colon > 4) continue;
    const key = line.slice(0, colon);
    const value = line.slice(colon + 1);
    if (key === "SF") {
      record?.end();
      record = openRecord(tally.file(value), tally);
    } else record?.read(key, value);
  }
  record?.end();
}

interface Record {
  read(key: string, value: string): void;
  end(): void;
}

function openRecord(file: FileTally, tally: CoverageTally): Record {
  const sums = new Map<string, number>();
  // Names are not unique: the first of a name in one list is the first of it in the other.
  const declared = new Map<string, number>();
  const hit = new Map<string, number>();
  const nth = (seen: Map<string, number>, name: string): string => {
    const count = (seen.get(name) ?? 0) + 1;
    seen.set(name, count);
    return `${name}\n${count}`;
  };
  return {
    read: (key, value) => {
      switch (key) {
        case "DA": {
          const [number = Number.NaN, hits = Number.NaN] = value.split(",", 2).map(Number);
          file.line(number, hits > 0);
          break;
        }
        case "BRDA": {
          const at = value.lastIndexOf(",");
          if (at > 0) file.branches(value.slice(0, at), Number(value.slice(at + 1)) > 0 ? 1 : 0, 1);
          break;
        }
        case "FN": {
          const name = /^\d+,(?:\d+,)?(.*)$/.exec(value)?.[1];
          if (name !== undefined) file.function(nth(declared, name), false);
          break;
        }
        case "FNDA": {
          const [, hits, name] = /^(\d+),(.*)$/.exec(value) ?? [];
          if (name !== undefined) file.function(nth(hit, name), Number(hits) > 0);
          break;
        }
        case "FNL": {
          const index = /^(\d+),/.exec(value)?.[1];
          if (index !== undefined) file.function(`\n${index}`, false);
          break;
        }
        case "FNA": {
          const [, index, hits] = /^(\d+),(\d+),/.exec(value) ?? [];
          if (index !== undefined) file.function(`\n${index}`, Number(hits) > 0);
          break;
        }
        default:
          if (/^(?:LF|LH|BRF|BRH|FNF|FNH)$/.test(key)) sums.set(key, Math.max(0, Math.floor(Number(value)) || 0));
      }
    },
    end: () => {
      for (const [measure, total, covered] of [
        ["lines", "LF", "LH"],
        ["branches", "BRF", "BRH"],
        ["functions", "FNF", "FNH"],
      ] as const) {
        const found = sums.get(total);
        if (found === undefined) continue;
        tally.measures(measure);
        file.sum(measure, sums.get(covered) ?? 0, found);
      }
      tally.measures("lines");
    },
  };
}
