import { compareText, type Effects, type Finding, nearest, type Outcome, type Place } from "@towpath/core";
import { environmentsOf, type PlatformModel, resolve, type ServiceDocument } from "@towpath/manifest";
import { checkPolicy, type Rule } from "@towpath/policy";
import { isInvalid } from "../documents/open-documents.ts";
import { InvalidDocuments, OperationError } from "../errors.ts";
import { checkOnce } from "../verbs/check.ts";

/** How a rule fares with one subject of a service, in the environments in which it fares alike. */
export interface SubjectOutcome {
  readonly address: string;
  readonly environments: readonly string[];
  readonly outcome: Outcome | "pass";
  /** What was found; null for a pass. */
  readonly message: string | null;
  readonly place: Place | null;
}

/** Which rule, of which service, by which platform. */
export interface OutcomeRequest {
  readonly rule: Rule;
  readonly manifest: string;
  readonly service: ServiceDocument;
  readonly platform: PlatformModel;
  /** As the platform was named. */
  readonly reference: string | undefined;
  readonly environments: readonly string[];
  /** Only this subject and what is below it. */
  readonly subject: string | undefined;
}

/**
 * How a rule fares with a service now, as `check` sees it: waivers count.
 *
 * @throws {InvalidDocuments} where no rule could be asked
 */
export async function subjectOutcomes(request: OutcomeRequest, effects: Effects): Promise<readonly SubjectOutcome[]> {
  const { rule, manifest, reference, environments, subject } = request;
  const checked = await checkOnce({ manifests: [manifest], platform: reference, environments }, effects);
  // What rules would say of a document with a hole in it would be about the hole, so they were not asked.
  if (checked.findings?.some(isInvalid)) throw new InvalidDocuments(checked.findings);
  const findings = (checked.findings ?? []).filter(({ code }) => code === rule.id);
  const seen = addressesSeen(request, effects);
  const outcomes: readonly SubjectOutcome[] = [
    ...findings.map(outcomeOf),
    ...seen.flatMap(({ address, environments: all }): readonly SubjectOutcome[] => {
      const passed = all.filter((name) => !findings.some((finding) => isAbout(finding, address, name)));
      return passed.length === 0
        ? []
        : [{ address, environments: passed, outcome: "pass", message: null, place: null }];
    }),
  ].sort(inOrder);
  if (subject === undefined) return outcomes;
  const about = outcomes.filter(({ address }) => isWithin(address, subject));
  if (about.length > 0) return about;
  const known = [...new Set([...seen.map(({ address }) => address), ...findings.map(({ address }) => address)])];
  const near = nearest(subject, known);
  throw new OperationError({
    code: "operation/unknown-path",
    message: `The rule ${rule.id} does not look at ${subject}${known.length === 0 ? ", nor at anything else here" : ""}.`,
    hint: near
      ? `Did you mean ${near}?`
      : known.length === 0
        ? `It looks for what this service does not have. Leave the subject out to read about the rule.`
        : `It looks at ${known.join(", ")}.`,
  });
}

function inOrder(a: SubjectOutcome, b: SubjectOutcome): number {
  return compareText(a.address, b.address) || compareText(a.environments.join(" "), b.environments.join(" "));
}

function outcomeOf({ address, environments, outcome, message, places: [place] }: Finding): SubjectOutcome {
  return { address, environments, outcome, message, place: place ?? null };
}

function isAbout(finding: Finding, address: string, environment: string): boolean {
  const isThere = finding.environments.length === 0 || finding.environments.includes(environment);
  return isThere && isWithin(finding.address, address);
}

function isWithin(address: string, subject: string): boolean {
  return subject === "" || address === subject || address.startsWith(`${subject}.`);
}

/** What the rule looks at in each environment, whatever it makes of it. Of a plan or a repository nothing is known here. */
function addressesSeen(
  { rule, service, platform, environments }: OutcomeRequest,
  { clock }: Effects,
): readonly { readonly address: string; readonly environments: readonly string[] }[] {
  const seen = new Map<string, string[]>();
  const now = clock.now();
  const there = environmentsOf(service, platform);
  for (const environment of environments.length === 0 ? there : environments) {
    const { graph } = resolve({ service, platform, environment, now });
    if (!graph) continue;
    const probe: Rule = {
      ...rule,
      check: (found) => {
        const address = "address" in found ? found.address : rule.phase === "graph" ? "metadata" : "";
        seen.set(address, [...(seen.get(address) ?? []), environment]);
      },
    };
    checkPolicy({
      services: [{ document: service, graphs: [graph] }],
      rules: [{ rule: probe, level: "mandatory" }],
      levels: {},
      now,
    });
  }
  return [...seen].map(([address, all]) => ({ address, environments: all }));
}
