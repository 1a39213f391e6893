import { own } from "@towpath/core";
import type { TypeRisk } from "./type-risk.ts";

/** What the tables say of a type, or undefined where none knows it. */
export function knownRisk(type: string): TypeRisk | undefined {
  return own(TABLE, type);
}

const TABLE: Readonly<Record<string, TypeRisk>> = {};
