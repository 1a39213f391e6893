import type { Json } from "@towpath/core";
import type { Section } from "@towpath/report";
import { counted } from "../describe/counted.ts";
import { isInvalid } from "../documents/open-documents.ts";
import { OperationError } from "../errors.ts";
import { operation } from "../operation.ts";
import { namedPacks } from "../packs/named-packs.ts";
import type { Packs } from "../packs/packs.ts";
import { uniqueRules } from "../packs/unique-rules.ts";
import { comparePacks, type RuleChange } from "../rulebook/compare-packs.ts";
import type { ServiceDifference, ServicesCompared } from "../rulebook/compare-services.ts";
import { openRulebook } from "../rulebook/open-rulebook.ts";

/** Which packs to compare, and for whom. */
export interface PolicyDiffRequest {
  /** The pack as it is, and the pack as it will be: names, paths, packages in one version. */
  readonly packs: readonly string[];
  /** Manifests to check by both: files, folders, globs. */
  readonly fleet?: readonly string[] | undefined;
  /** By which platform these are checked; the one that each names when absent. */
  readonly platform?: string | undefined;
}

/** What changes from one pack to the other. */
export interface PolicyDiffData {
  readonly changes: readonly RuleChange[];
  /** Null where no services were named. */
  readonly services: ServicesCompared | null;
}

/** Says which rules of a pack are new, gone, tightened and loosened in another, and which services would newly fail. */
export const policyDiff = operation<PolicyDiffRequest, PolicyDiffData>("policy diff", async (request, effects) => {
  const { fleet = [], platform } = request;
  const [old, fresh, ...more] = request.packs;
  if (old === undefined || fresh === undefined || more.length > 0) throw notTwo(request.packs.length);
  const book = await openRulebook({ platform }, effects);
  const load = async (reference: string): Promise<Packs> => {
    const { packs, findings } = await namedPacks([reference], book, effects);
    const { rules, findings: twice } = uniqueRules(packs.map((pack, index) => ({ ...pack, index })));
    return { packs, rules, findings: [...findings, ...twice] };
  };
  const [before, after] = [await load(old), await load(fresh)];
  const findings = [...before.findings, ...after.findings];
  const changes = findings.length > 0 ? [] : comparePacks(before, after);
  const { compareServices } = await import("../rulebook/compare-services.ts");
  const services =
    fleet.length === 0 || findings.length > 0 ? null : await compareServices(fleet, platform, before, after, effects);
  return {
    ...(findings.some(isInvalid) ? { status: "invalid" as const } : {}),
    summary: findings.length > 0 ? "The packs could not be compared." : summaryOf(changes, services),
    findings,
    sections: [...changeSections(changes), ...(services ? serviceSections(services) : [])],
    data: { changes, services },
  };
});

function notTwo(count: number): OperationError {
  return new OperationError({
    code: "operation/bad-answer",
    message: `Two packs are compared; ${count === 1 ? "one was" : `${count} were`} named.`,
    hint: "Name the pack as it is and as it will be: towpath policy diff @acme/policy@1.2.0 ./policies.",
  });
}

function summaryOf(changes: readonly RuleChange[], services: ServicesCompared | null): string {
  const kinds = ["new", "gone", "tightened", "loosened", "changed"] as const;
  const parts = kinds.flatMap((kind) => {
    const count = changes.filter((change) => change.kind === kind).length;
    return count === 0 ? [] : [`${count} ${kind}`];
  });
  const rules = parts.length === 0 ? "The packs ask for the same." : `Rules: ${parts.join(", ")}.`;
  if (!services) return rules;
  const failing = new Set(services.failing.map(({ manifest }) => manifest)).size;
  const passing = new Set(services.passing.map(({ manifest }) => manifest)).size;
  return `${rules} Of ${counted(services.services, "service")}, ${failing} would be told something new, and ${passing} would be told something no more.`;
}

function changeSections(changes: readonly RuleChange[]): readonly Section[] {
  return table(
    "Rules",
    ["rule", "is", "what", "before", "after"],
    changes.flatMap(({ rule, kind, differences }) =>
      differences.length === 0
        ? [[rule, kind, "", "", ""]]
        : differences.map(({ what, before, after, kind: of }, index) => [
            index === 0 ? rule : "",
            of,
            what,
            shown(before),
            shown(after),
          ]),
    ),
  );
}

function serviceSections({ failing, passing, unusable }: ServicesCompared): readonly Section[] {
  const rows = (some: readonly ServiceDifference[]) =>
    some.map(({ service, rule, level, outcome, environments, message }) => [
      service,
      rule,
      outcome === "upcoming" ? `${level}, upcoming` : level,
      environments.join(", "),
      message,
    ]);
  const head = ["service", "rule", "level", "environments", "what"];
  return [
    ...table("Would newly be found", head, rows(failing)),
    ...table("Would be found no more", head, rows(passing)),
    ...(unusable.length === 0
      ? []
      : [{ kind: "lines" as const, title: "Could not be checked, for something is wrong with them", lines: unusable }]),
  ];
}

function table(title: string, head: readonly string[], rows: readonly (readonly string[])[]): readonly Section[] {
  return rows.length === 0 ? [] : [{ kind: "table", title, head, rows }];
}

function shown(value: Json): string {
  return value === null ? "" : typeof value === "string" ? value : JSON.stringify(value);
}
