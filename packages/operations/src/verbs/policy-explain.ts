import { formatPlace, isBlocking, type Json } from "@towpath/core";
import type { LevelName } from "@towpath/policy";
import { docsAddress, type Section } from "@towpath/report";
import { readWaivers } from "../documents/read-waivers.ts";
import { InvalidDocuments, OperationError } from "../errors.ts";
import { operation } from "../operation.ts";
import { platformSections } from "../platform/platform-source.ts";
import { knownRule } from "../rulebook/known-rule.ts";
import { type LevelStory, levelStories } from "../rulebook/level-story.ts";
import { openRulebook, type Rulebook, type RulebookRequest } from "../rulebook/open-rulebook.ts";
import { type ParameterStory, parameterStories } from "../rulebook/parameter-story.ts";
import { selectWords } from "../rulebook/select-words.ts";
import type { SubjectOutcome } from "../rulebook/subject-outcomes.ts";

/** Which rule to explain, and for what. */
export interface PolicyExplainRequest extends RulebookRequest {
  readonly rule: string;
  /** `resources.db`: how the rule fares with it. */
  readonly subject?: string | undefined;
  /** All when absent or empty. */
  readonly environments?: readonly string[] | undefined;
}

/** A waiver that is for the rule. */
export interface WaiverOfRule {
  readonly id: string;
  readonly subject: string;
  readonly reason: string;
  readonly owner: string;
  readonly expires: string;
  readonly isExpired: boolean;
  readonly place: string;
}

/** A rule, and who decides what about it. */
export interface PolicyExplainData {
  readonly rule: string;
  readonly summary: string;
  readonly rationale: string;
  readonly docs: string;
  readonly packs: readonly string[];
  readonly from: string | null;
  readonly severity: string;
  readonly phase: string;
  readonly since: string;
  readonly effectiveFrom: string | null;
  /** For how many days a waiver may last; zero where there may be none. */
  readonly waivableDays: number;
  readonly fix: "safe" | "unsafe" | null;
  readonly levels: readonly LevelStory[];
  readonly parameters: readonly ParameterStory[];
  readonly waivers: readonly WaiverOfRule[];
  /** How it fares now; null where there is no service to look at, or only a plan could show it. */
  readonly outcomes: readonly SubjectOutcome[] | null;
}

/** Days that a waiver may last where its rule says nothing. */
const WAIVABLE_DAYS = 90;

/** Says what a rule asks for, who made it as strict as it is, who set its parameters, and how it fares now. */
export const policyExplain = operation<PolicyExplainRequest, PolicyExplainData>(
  "policy explain",
  async (request, effects) => {
    const book = await openRulebook(request, effects);
    const { platform, service, manifest } = book;
    // The rule may be one of a pack that could not be had: what is wrong with that is what there is to say.
    const isThere = book.packs.rules.some(({ rule }) => rule.id === request.rule);
    if (!isThere && book.findings.some(isBlocking)) throw new InvalidDocuments(book.findings);
    const { entry, packs } = knownRule(request.rule, book.packs);
    const { rule } = entry;
    const environments = wantedEnvironments(request, book);
    const now = effects.clock.now();
    const isSeen = service !== undefined && manifest !== undefined && rule.phase !== "plan";
    if (!isSeen && request.subject !== undefined) throw noSubject(request.subject, rule.phase === "plan");
    const outcomes = isSeen
      ? await (await import("../rulebook/subject-outcomes.ts")).subjectOutcomes(
          {
            rule,
            manifest,
            service,
            platform,
            reference: request.platform,
            environments: request.environments ?? [],
            subject: request.subject,
          },
          effects,
        )
      : null;
    const { meta } = rule;
    const { waivable = { maxDays: WAIVABLE_DAYS } } = meta;
    const data: PolicyExplainData = {
      rule: rule.id,
      summary: meta.docs.summary,
      rationale: meta.docs.rationale,
      docs: rule.docs,
      packs: packs.map(({ name, version }) => (version === undefined ? name : `${name}@${version}`)),
      from: entry.from ?? null,
      severity: meta.severity,
      phase: rule.phase,
      since: meta.since,
      effectiveFrom: meta.effectiveFrom ?? null,
      waivableDays: waivable === false ? 0 : waivable.maxDays,
      fix: meta.fix ?? null,
      levels: levelStories(entry, packs, platform, service, environments),
      parameters: parameterStories(rule, platform, service),
      waivers: await waiversOf(rule.id, book, now, effects.files),
      outcomes,
    };
    return {
      status: "ok",
      summary: `${rule.id}: ${levelSummary(data.levels)}.`,
      service: service?.name,
      sections: [...platformSections([book]), ...sectionsOf(data, selectWords(rule))],
      data,
    };
  },
);

function wantedEnvironments({ environments = [] }: PolicyExplainRequest, { platform }: Rulebook): readonly string[] {
  for (const name of environments)
    if (!platform.environments.includes(name))
      throw new OperationError({
        code: "operation/unknown-environment",
        message: `The platform "${platform.name}" has no environment "${name}".`,
        hint: `There are ${platform.environments.join(", ")}.`,
      });
  return environments.length === 0 ? platform.environments : environments;
}

function noSubject(subject: string, isPlan: boolean): OperationError {
  return new OperationError({
    code: "operation/unknown-path",
    message: isPlan
      ? `How the rule fares with ${subject} is known only when there is a plan.`
      : `There is no service here that ${subject} could be of.`,
    hint: isPlan ? "towpath plan shows it." : "Name the manifest: -f path/to/towpath.yaml.",
  });
}

async function waiversOf(
  rule: string,
  { platform, platformFiles, service }: Rulebook,
  now: Date,
  files: Rulebook["platformFiles"],
): Promise<readonly WaiverOfRule[]> {
  const read = [await readWaivers(platform, platformFiles), ...(service ? [await readWaivers(service, files)] : [])];
  return read
    .flatMap(({ waivers }) => waivers)
    .filter((waiver) => waiver.rule === rule && (service === undefined || concerns(waiver.subject, service.name)))
    .map(({ id, subject, reason, owner, expires, place }) => ({
      id,
      subject: Object.entries(subject)
        .map(([name, value]) => `${name}: ${value}`)
        .join(", "),
      reason,
      owner,
      expires,
      isExpired: now.toJSON().slice(0, 10) > expires,
      place: formatPlace(place),
    }));
}

function concerns(subject: { readonly service?: string | undefined }, service: string): boolean {
  return subject.service === undefined || subject.service === service;
}

function levelSummary(levels: readonly LevelStory[]): string {
  const byLevel = Map.groupBy(levels, ({ level }) => level);
  const words: Readonly<Record<LevelName, string>> = { mandatory: "mandatory", advisory: "advice", off: "off" };
  return [...byLevel]
    .map(([level, some]) => `${words[level]} in ${some.map(({ environment }) => environment).join(", ")}`)
    .join("; ");
}

function sectionsOf(data: PolicyExplainData, looksAt: string): readonly Section[] {
  const { levels, parameters, waivers, outcomes } = data;
  const facts: readonly (readonly [string, string | null])[] = [
    ["Asks", data.summary],
    ["Why", data.rationale.trim().replace(/\s+/g, " ")],
    ["Looks at", looksAt],
    ["Severity", data.severity],
    ["Packs", data.packs.join(", ")],
    ["From", data.from],
    ["Since", data.since],
    ["In force from", data.effectiveFrom],
    ["Waivers", data.waivableDays === 0 ? "none may be made" : `at most ${data.waivableDays} days`],
    ["Fix", data.fix === null ? null : `${data.fix}: towpath check --fix${data.fix === "safe" ? "" : "=all"}`],
    ["More", docsAddress(data.docs)],
  ];
  return [
    {
      kind: "fields",
      title: data.rule,
      fields: facts.flatMap(([name, value]) => (value === null ? [] : [{ name, value }])),
    },
    {
      kind: "table",
      title: "Who says how strictly it is taken, the highest last",
      head: ["", "environment", "by", "level", "where"],
      rows: levels.flatMap(({ environment, said }) =>
        said.map(({ by, level, place, holds }) => [
          holds ? "→" : "",
          environment,
          by,
          level,
          place ? formatPlace(place) : "",
        ]),
      ),
    },
    ...table(
      "Parameters",
      ["parameter", "value", "set by", "where", "a service may"],
      parameters.map(({ name, value, by, place, merge }) => [
        name,
        shown(value),
        by,
        place ? formatPlace(place) : "",
        MERGES[merge],
      ]),
    ),
    ...table(
      "Waivers",
      ["waiver", "for", "until", "owner", "where"],
      waivers.map(({ id, subject, expires, isExpired, owner, place }) => [
        id,
        subject,
        isExpired ? `${expires} (over)` : expires,
        owner,
        place,
      ]),
    ),
    ...(outcomes === null ? [] : outcomeSections(outcomes)),
  ];
}

const MERGES = {
  fixed: "not change it",
  "raise-only": "raise it",
  "lower-only": "lower it",
  "add-only": "add to it",
  "remove-only": "take from it",
} as const;

function outcomeSections(outcomes: readonly SubjectOutcome[]): readonly Section[] {
  if (outcomes.length === 0)
    return [
      { kind: "lines", title: "Now", lines: ["There is nothing here that it looks at, or nothing that it finds."] },
    ];
  return table(
    "Now",
    ["subject", "environments", "outcome", "where", "what"],
    outcomes.map(({ address, environments, outcome, place, message }) => [
      address === "" ? "the document" : address,
      environments.join(", "),
      outcome,
      place ? formatPlace(place) : "",
      message ?? "",
    ]),
  );
}

function table(title: string, head: readonly string[], rows: readonly (readonly string[])[]): readonly Section[] {
  return rows.length === 0 ? [] : [{ kind: "table", title, head, rows }];
}

function shown(value: Json): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
