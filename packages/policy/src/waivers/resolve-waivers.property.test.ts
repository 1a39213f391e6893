import { type Finding, isBlocking } from "@towpath/core";
import type { Waiver } from "@towpath/manifest/policy";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isWithinAddress } from "./covers.ts";
import { dayAfter } from "./days.ts";
import { resolveWaivers } from "./resolve-waivers.ts";
import type { SourcedWaiver } from "./sourced-waiver.ts";
import { failure, NOW, OPTIONS, RULES, waiver } from "./testing/waivers.ts";

const RUNS = { numRuns: process.env["TOWPATH_LONG"] ? 20_000 : 500 };
const ENVIRONMENTS = ["dev", "int", "prod"] as const;
const ADDRESSES = ["resources.db", "resources.db.settings.tls", "resources.db2", "workloads.main", "metadata", ""];

const rule = fc.constantFrom(...RULES.map(({ id }) => id), "manifest/kind", "data/bakcup");
const day = fc.integer({ min: -120, max: 120 }).map((days) => dayAfter("2026-11-22", days));

const finding: fc.Arbitrary<Finding> = fc
  .record({
    code: rule,
    service: fc.constantFrom("orders", "payments", undefined),
    address: fc.constantFrom(...ADDRESSES),
    environments: fc.subarray([...ENVIRONMENTS]),
    level: fc.constantFrom("mandatory" as const, "advisory" as const),
    outcome: fc.constantFrom("fail" as const, "fail", "fail", "indeterminate", "upcoming", "error"),
    file: fc.constantFrom("towpath.yaml", "ci.yml"),
  })
  .map(({ file, ...facts }) => ({ ...failure(facts), places: [{ file }] }));

const subject: fc.Arbitrary<Waiver["subject"]> = fc
  .record({
    service: fc.option(fc.constantFrom("orders", "payments"), { nil: undefined }),
    environment: fc.option(fc.constantFrom(...ENVIRONMENTS), { nil: undefined }),
    narrow: fc.constantFrom({}, { resource: "db" }, { workload: "main" }, { address: "resources.db.settings" }),
    file: fc.option(fc.constant("ci.yml"), { nil: undefined }),
  })
  .map(({ service, environment, narrow, file }) => ({
    ...(service === undefined ? { file: file ?? "ci.yml" } : { service, ...narrow }),
    ...(service === undefined || environment === undefined ? {} : { environment }),
  }));

const sourced: fc.Arbitrary<SourcedWaiver> = fc
  .record({
    id: fc.constantFrom("W-1", "W-2", "W-3"),
    rule,
    subject,
    created: day,
    length: fc.integer({ min: 0, max: 120 }),
    allow: fc.option(fc.constantFrom("yes", "no", "broken"), { nil: undefined }),
    approvedBy: fc.option(fc.constant("team-security"), { nil: undefined }),
    source: fc.constantFrom("platform" as const, "base" as const, "proposed" as const),
  })
  .map(({ source, length, created, ...facts }) => ({
    waiver: waiver({ ...facts, created, expires: dayAfter(created, length) }),
    source,
  }));

const findings = fc.array(finding, { maxLength: 6 });
const waivers = fc.array(sourced, { maxLength: 5 });
const isApproved = fc.boolean();

const holds = ({ allow }: Waiver): boolean | string => (allow === "broken" ? "no such field" : allow === "yes");

function resolve(found: readonly Finding[], held: readonly SourcedWaiver[], now = NOW, approved = false) {
  return resolveWaivers(found, held, now, { ...OPTIONS, holds, approvals: () => approved });
}

const own = (found: readonly Finding[]): readonly Finding[] => found.filter(({ code }) => !code.startsWith("waiver/"));

/** What a finding says of one environment, beside what waivers make of it. */
function cells(found: readonly Finding[]): readonly string[] {
  return own(found)
    .flatMap((one) =>
      (one.environments.length === 0 ? [""] : one.environments).map((environment) =>
        JSON.stringify([one.code, one.service, one.address, one.level, one.places[0], environment]),
      ),
    )
    .sort();
}

/** Failures that stop, each by itself. */
function blocking(found: readonly Finding[]): ReadonlySet<string> {
  return new Set(cells(found.filter(isBlocking)));
}

describe("laws of waivers", () => {
  test("resolving again changes nothing", () => {
    fc.assert(
      fc.property(findings, waivers, isApproved, (found, held, approved) => {
        const once = resolve(found, held, NOW, approved);
        expect(resolve(once.findings, held, NOW, approved)).toEqual(once);
      }),
      RUNS,
    );
  });

  test("the order of findings and of waivers says nothing", () => {
    fc.assert(
      fc.property(findings, waivers, (found, held) => {
        expect(resolve([...found].reverse(), [...held].reverse())).toEqual(resolve(found, held));
      }),
      RUNS,
    );
  });

  test("no finding is lost, made up, or found elsewhere", () => {
    fc.assert(
      fc.property(findings, waivers, (found, held) => {
        expect(cells(resolve(found, held).findings)).toEqual(cells(found));
      }),
      RUNS,
    );
  });

  test("what is not named keeps its outcome: another rule, service, environment or address", () => {
    fc.assert(
      fc.property(findings, waivers, isApproved, (found, held, approved) => {
        for (const one of own(resolve(found, held, NOW, approved).findings)) {
          if (one.outcome !== "waived" && one.outcome !== "pending") continue;
          const among = one.environments.length === 0 ? [undefined] : one.environments;
          for (const environment of among)
            expect(held.some(({ waiver: by }) => isNamed(by, one, environment))).toBe(true);
        }
      }),
      RUNS,
    );
  });

  test("only what failed is waived", () => {
    fc.assert(
      fc.property(findings, waivers, (found, held) => {
        const kept = (all: readonly Finding[], outcome: Finding["outcome"]) =>
          cells(all.filter((one) => one.outcome === outcome));
        const { findings: resolved } = resolve(found, held, NOW, true);
        for (const outcome of ["error", "indeterminate", "upcoming"] as const)
          expect(kept(own(resolved), outcome)).toEqual(kept(found, outcome));
      }),
      RUNS,
    );
  });

  test("a waiver more never blocks anything, and never unblocks what it does not name", () => {
    fc.assert(
      fc.property(findings, waivers, sourced, (found, held, more) => {
        const [before, after] = [
          blocking(resolve(found, held).findings),
          blocking(resolve(found, [...held, more]).findings),
        ];
        expect([...after].filter((cell) => !before.has(cell))).toEqual([]);
        const { rule: code } = more.waiver;
        expect([...before].filter((cell) => !after.has(cell) && !cell.startsWith(`["${code}"`))).toEqual([]);
      }),
      RUNS,
    );
  });

  test("a proposal blocks at least what the same blocks once it is agreed, and no more without approval", () => {
    fc.assert(
      fc.property(findings, waivers, (found, held) => {
        const as = (source: SourcedWaiver["source"]) => held.map(({ waiver: by }) => ({ waiver: by, source }));
        const proposed = blocking(resolve(found, as("proposed")).findings);
        const agreed = blocking(resolve(found, as("base")).findings);
        const mandatory = blocking(found);
        expect([...agreed].filter((cell) => !proposed.has(cell))).toEqual([]);
        expect(proposed).toEqual(mandatory);
        expect(blocking(resolve(found, as("proposed"), NOW, true).findings)).toEqual(agreed);
      }),
      RUNS,
    );
  });

  test("as days go by, nothing that has failed again passes again", () => {
    fc.assert(
      fc.property(
        findings,
        waivers,
        fc.array(fc.integer({ min: 0, max: 300 }), { minLength: 2, maxLength: 2 }),
        (found, held, days) => {
          const old = held.filter(({ waiver: by }) => by.created <= "2026-11-22");
          const [first = 0, second = 0] = [...days].sort((a, b) => a - b);
          const at = (offset: number): ReadonlySet<string> =>
            blocking(resolve(found, old, new Date(NOW.getTime() + offset * 86_400_000)).findings);
          const [early, late] = [at(first), at(second)];
          expect([...early].filter((cell) => !late.has(cell))).toEqual([]);
        },
      ),
      RUNS,
    );
  });

  test("a waiver covers to the last millisecond of its last day in UTC, and not one longer", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 90 }), fc.integer({ min: 0, max: 86_399_999 }), (length, millisecond) => {
        const by = waiver({ created: "2026-11-01", expires: dayAfter("2026-11-01", length) });
        const held = [{ waiver: by, source: "base" as const }];
        const outcomes = (now: number) =>
          resolve([failure()], held, new Date(now)).findings.flatMap((one) =>
            one.code === "data/backup" ? [one.outcome] : [],
          );
        const lastDay = Date.parse(`${by.expires}T00:00:00Z`);
        expect(outcomes(lastDay + millisecond)).toEqual(["waived"]);
        expect(outcomes(lastDay + 86_400_000 + millisecond)).toEqual(["fail"]);
      }),
      RUNS,
    );
  });

  test("what is said of waivers themselves never blocks", () => {
    fc.assert(
      fc.property(findings, waivers, (found, held) => {
        const { findings: resolved } = resolve(found, held);
        expect(resolved.filter(({ code, level }) => code.startsWith("waiver/") && level === "mandatory")).toEqual([]);
      }),
      RUNS,
    );
  });
});

/** Written anew, to be held against what is in use. */
function isNamed({ rule: code, subject: of }: Waiver, found: Finding, environment: string | undefined): boolean {
  if (code !== found.code || of.service !== found.service) return false;
  if (of.file !== undefined && found.places[0]?.file !== of.file) return false;
  if (of.environment !== undefined && of.environment !== environment) return false;
  if (of.resource !== undefined) return isWithinAddress(found.address, `resources.${of.resource}`);
  if (of.workload !== undefined) return isWithinAddress(found.address, `workloads.${of.workload}`);
  return of.address === undefined || isWithinAddress(found.address, of.address);
}
