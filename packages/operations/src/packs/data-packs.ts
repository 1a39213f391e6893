import type { Finding } from "@towpath/core";
import type { DocumentHome } from "@towpath/manifest";
import type { View } from "../trust/standpoint.ts";
import type { LoadedPack } from "./packs.ts";

/** Files with rules as data, read. */
export interface DataPacks {
  readonly packs: readonly Omit<LoadedPack, "reference">[];
  readonly findings: readonly Finding[];
  /** Files that are neither a rule nor a pack. Absolute. */
  readonly other: readonly string[];
}

export function dataPacks(
  _paths: readonly string[],
  _from: { readonly home: DocumentHome; readonly view: View; readonly from?: string },
): DataPacks {
  return { packs: [], findings: [], other: [] };
}
