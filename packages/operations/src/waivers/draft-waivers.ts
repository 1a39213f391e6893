import { type Address, addressSegments, compareText, type Finding } from "@towpath/core";
import type { Waiver, WaiverSubject } from "@towpath/manifest/policy";

/** What is the same in every waiver of a baseline. */
export interface DraftFacts {
  readonly reason: string;
  readonly owner: string;
  readonly approvedBy?: string | undefined;
  /** `YYYY-MM-DD`, in UTC. */
  readonly created: string;
  readonly expires: string;
}

/** A waiver with what it is for, in words. */
export interface DraftWaiver {
  readonly waiver: Waiver;
  readonly message: string;
}

/**
 * A waiver for each thing that is found, as narrow as what was found: the same finding in all environments of its service is
 * one waiver, in some of them one for each.
 *
 * @param environmentsOf the environments that a service is in
 * @param taken ids that there are
 * @param fromRoot what a file is called from the root of its repository
 */
export function draftWaivers(
  findings: readonly Finding[],
  facts: DraftFacts,
  environmentsOf: (service: string) => readonly string[],
  taken: readonly string[],
  fromRoot: (file: string) => string,
): readonly DraftWaiver[] {
  const wanted = new Map<
    string,
    { readonly rule: string; readonly subject: WaiverSubject; readonly message: string }
  >();
  for (const finding of findings) {
    for (const subject of subjectsOf(finding, environmentsOf, fromRoot)) {
      const key = JSON.stringify([finding.code, subject]);
      if (!wanted.has(key)) wanted.set(key, { rule: finding.code, subject, message: finding.message });
    }
  }
  const sorted = [...wanted].sort(([a], [b]) => compareText(a, b));
  const idOf = ids(facts.created.slice(0, 4), taken);
  return sorted.map(([, { rule, subject, message }]) => {
    const id = idOf();
    const place = { file: id };
    return { waiver: { id, rule, subject, ...facts, place, places: {} }, message };
  });
}

/** `W-2026-001` and on, behind the highest of the year that there is. */
function ids(year: string, taken: readonly string[]): () => string {
  let last = 0;
  for (const id of taken) {
    const [, of, number] = /^W-([0-9]{4})-([0-9]{1,9})$/.exec(id) ?? [];
    if (of === year) last = Math.max(last, Number(number));
  }
  return () => {
    last += 1;
    return `W-${year}-${String(last).padStart(3, "0")}`;
  };
}

function subjectsOf(
  { service, address, environments, places }: Finding,
  environmentsOf: (service: string) => readonly string[],
  fromRoot: (file: string) => string,
): readonly WaiverSubject[] {
  if (service === undefined) {
    const file = places[0]?.file;
    return [{ ...(file === undefined ? {} : { file: fromRoot(file) }), ...(address === "" ? {} : { address }) }];
  }
  const narrow = narrowed(address);
  const isEverywhere = environmentsOf(service).every((name) => environments.includes(name));
  if (environments.length === 0 || isEverywhere) return [{ service, ...narrow }];
  return environments.map((environment) => ({ service, environment, ...narrow }));
}

function narrowed(of: Address): Pick<WaiverSubject, "resource" | "workload" | "address"> {
  if (of === "") return {};
  const [kind, name, ...rest] = addressSegments(of);
  if (name === undefined || rest.length > 0) return { address: of };
  if (kind === "resources") return { resource: name };
  return kind === "workloads" ? { workload: name } : { address: of };
}
