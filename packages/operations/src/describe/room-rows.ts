import type { Usage } from "@towpath/engine-local";
import { megabytes } from "./megabytes.ts";

/** A row for each kind of thing of each service; the folders of its workloads one by one are in the data. */
export function roomRows(usages: readonly Usage[]): readonly (readonly string[])[] {
  const rows = new Map<string, { readonly kind: string; readonly of: string; bytes: number }>();
  for (const { kind, usedBy, bytes } of usages) {
    const of = usedBy.join(", ");
    const row = rows.get(`${kind} of ${of}`);
    if (row) row.bytes += bytes;
    else rows.set(`${kind} of ${of}`, { kind, of, bytes });
  }
  return [...rows.values()]
    .sort((a, b) => b.bytes - a.bytes)
    .map(({ kind, of, bytes }) => [kind, of, megabytes(bytes)]);
}
