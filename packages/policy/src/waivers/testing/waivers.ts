import { type Finding, makeFinding } from "@towpath/core";
import type { Waiver } from "@towpath/manifest/policy";
import type { WaivableRule } from "../waivable-rule.ts";
import type { WaiverOptions } from "../waiver-options.ts";

/** Rules of each kind that waivers treat differently. */
export const RULES: readonly WaivableRule[] = [
  { id: "data/backup", phase: "graph", maxDays: 90 },
  { id: "data/tls", phase: "graph", maxDays: 30 },
  { id: "data/public", phase: "graph", maxDays: false },
  { id: "data/destructive", phase: "plan", maxDays: 90 },
  { id: "workflows/pinned", phase: "repository", maxDays: 90 },
  { id: "setting/postgres/tls", phase: "graph", maxDays: 90 },
];

export const NOW = new Date("2026-11-22T09:00:00Z");

/** Two services in all of three environments, and nothing else. */
export const OPTIONS: WaiverOptions = {
  rules: RULES,
  scope: {
    services: new Map(
      ["orders", "payments"].map((name) => [name, { environments: ["dev", "int", "prod"], isWhole: true }]),
    ),
    hasPlan: false,
    hasRepository: false,
    hasFleet: false,
  },
};

/** A mandatory failure about the database of orders. */
export function failure(changes: Partial<Finding> = {}): Finding {
  const made = makeFinding({
    code: "data/backup",
    message: "db keeps backups for 3 days; 7 are required.",
    docs: "docs",
    service: "orders",
    address: "resources.db.settings.backupRetentionDays",
    environments: ["dev", "int", "prod"],
    places: [
      { file: "towpath.yaml", range: { start: { line: 9, column: 30 }, end: { line: 9, column: 31 } }, pointer: "/x" },
    ],
  });
  return { ...made, ...changes };
}

/** A waiver of the failure, everywhere. */
export function waiver(changes: Partial<Waiver> = {}): Waiver {
  return {
    id: "W-1",
    rule: "data/backup",
    subject: { service: "orders" },
    reason: "Until the shared cluster is ready.",
    owner: "team-checkout",
    created: "2026-11-01",
    expires: "2027-01-30",
    place: { file: "waivers.yaml", pointer: "/waivers/0/id" },
    places: {},
    ...changes,
  };
}
