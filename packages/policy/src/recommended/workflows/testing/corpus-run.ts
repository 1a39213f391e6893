import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Finding, isJsonObject, type Json, type JsonObject } from "@towpath/core";
import { load } from "js-yaml";
import { checkPolicy } from "../../../engine/check-policy.ts";
import type { Repository } from "../../../repository/index.ts";
import type { ParameterLayer } from "../../../rule/parameters.ts";
import { strict } from "../../../strict/pack.ts";
import { repositoryOf } from "../../../testing/repository.ts";
import { now } from "../../../testing/subjects.ts";
import { ACTIONLINT, type Correspondence, type Persona, ZIZMOR } from "./corpus-map.ts";

const FOLDER = fileURLToPath(new URL("../../../../../../../shared/corpora", import.meta.url));

/** Public cases with known answers stand beside the repository, and are no part of it. */
export const hasCorpora = existsSync(FOLDER);

/** What one tool says about one case. */
export interface Saying {
  readonly rule: string;
  readonly line: number;
}

/** A case, what they say about it and what we do. */
export interface CaseResult {
  readonly name: string;
  readonly input: string;
  readonly isClean: boolean;
  /** Of rules that we have. */
  readonly theirs: readonly Saying[];
  /** Findings of ours by the names of theirs. `lines`: where it stands, and what else of the file it is about. */
  readonly ours: readonly {
    readonly rules: readonly string[];
    readonly lines: readonly number[];
    readonly code: string;
  }[];
}

/** The cases of zizmor: files, and how strictly it was asked to look at them. */
export function runZizmor(): readonly CaseResult[] {
  const cases = listed("zizmor");
  return cases.flatMap((one) => {
    if (texts(one["mods"]).includes("expects_failure")) return [];
    const inputs = texts(one["inputs"]);
    const config = inputs.find((input) => input.includes("/configs/"));
    const input = inputs.find((name) => name !== config) ?? "";
    const files = filesOf(join(FOLDER, "zizmor/inputs", input), input);
    const persona = personaOf(texts(one["args"]));
    const settings = config === undefined ? undefined : load(text(join(FOLDER, "zizmor/inputs", config)));
    const { repository } = repositoryOf(files);
    const findings = check(repository, [
      ...layersOf(persona),
      ...(isJsonObject(settings) ? [configured(settings)] : []),
    ]);
    const theirs = objects(one["findings"]).map(({ rule, line }) => ({ rule: String(rule), line: Number(line) }));
    return [
      {
        name: String(one["src"]),
        input,
        isClean: one["clean"] === true,
        theirs: theirs.filter(({ rule }) => isCompared(ZIZMOR[rule], input)),
        ours: translated(
          ZIZMOR,
          persona,
          findings.filter((finding) => !isIgnored(finding, repository)),
        ),
      },
    ];
  });
}

/** The cases of actionlint: files with everything that is wrong with them, or nothing. */
export function runActionlint(): readonly CaseResult[] {
  return listed("actionlint").map((one) => {
    const input = String(one["input"]);
    const files = { ".github/workflows/input.yml": text(join(FOLDER, "actionlint/inputs", input)) };
    const theirs = objects(one["expected"]).map(({ rule, line }) => ({ rule: String(rule), line: Number(line) }));
    return {
      name: input,
      input,
      isClean: theirs.length === 0,
      theirs: theirs.filter(({ rule }) => isCompared(ACTIONLINT[rule], input)),
      ours: translated(ACTIONLINT, "regular", check(repositoryOf(files).repository, [])),
    };
  });
}

function isCompared(correspondence: Correspondence | undefined, input: string): boolean {
  if (!correspondence || "notOurs" in correspondence) return false;
  return correspondence.only === undefined || correspondence.only.inputs.includes(input);
}

/** Which of ours say what a rule of theirs does. */
export function rulesFor(correspondence: Correspondence | undefined, persona: Persona): readonly string[] {
  if (!correspondence || "notOurs" in correspondence) return [];
  const { ours, stricter = {} } = correspondence;
  return [...ours, ...levels(persona).flatMap((level) => stricter[level] ?? [])];
}

/** Whoever asks for more asks for less as well. */
function levels(persona: Persona): readonly Persona[] {
  return persona === "regular"
    ? ["regular"]
    : persona === "pedantic"
      ? ["regular", "pedantic"]
      : ["regular", "pedantic", "auditor"];
}

function check(repository: Repository, params: readonly ParameterLayer[]): readonly Finding[] {
  const rules = strict.rules.filter(({ rule }) => rule.phase === "repository");
  return checkPolicy({ services: [], repository, rules, levels: {}, params: merged(params), now }).findings;
}

/** What a platform says about each rule, in one layer: two would be a platform and a team that tightens it. */
function merged(layers: readonly ParameterLayer[]): readonly ParameterLayer[] {
  const values: Record<string, Record<string, Json>> = {};
  for (const layer of layers)
    for (const [rule, params] of Object.entries(layer.values)) values[rule] = { ...values[rule], ...params };
  return [{ by: "the corpus", isPlatform: true, values }];
}

function layersOf(persona: Persona): readonly ParameterLayer[] {
  return Object.values(ZIZMOR).flatMap((one) =>
    "notOurs" in one
      ? []
      : levels(persona).map((level): ParameterLayer => ({ by: level, values: one.params?.[level] ?? {} })),
  );
}

/** Their configuration as parameters of ours. */
function configured(settings: JsonObject): ParameterLayer {
  const rules = isJsonObject(settings["rules"]) ? settings["rules"] : {};
  const config = (rule: string): JsonObject => {
    const own = rules[rule];
    const found = isJsonObject(own) ? own["config"] : undefined;
    return isJsonObject(found) ? found : {};
  };
  const values: Record<string, Record<string, Json>> = {};
  const { allow, deny } = config("forbidden-uses");
  if (allow !== undefined) values["workflows/forbidden-uses"] = { allow };
  if (deny !== undefined) values["workflows/forbidden-uses"] = { deny };
  const { days } = config("dependabot-cooldown");
  if (days !== undefined) values["supply-chain/dependabot-cooldown"] = { minDays: days };
  const { allow: secrets } = config("secrets-outside-env");
  if (secrets !== undefined) values["workflows/secrets-outside-env"] = { allow: secrets };
  const { policies } = config("unpinned-uses");
  if (isJsonObject(policies))
    values["workflows/unpinned-uses"] = { tags: Object.keys(policies).filter((key) => policies[key] !== "hash-pin") };
  return { by: "their configuration", values };
}

function translated(
  map: Readonly<Record<string, Correspondence>>,
  persona: Persona,
  findings: readonly Finding[],
): CaseResult["ours"] {
  const found: CaseResult["ours"][number][] = [];
  for (const finding of findings) {
    const rules = Object.keys(map).filter((name) => rulesFor(map[name], persona).includes(finding.code));
    if (rules.length === 0) continue;
    const lines = finding.places.flatMap(({ range }) => (range ? [range.start.line] : []));
    found.push({ rules, lines, code: finding.code });
  }
  return found;
}

/** Their comments that say what is meant to be so are heeded anywhere in the step that a finding is about, or in its value. */
function isIgnored({ code, places: [place] }: Finding, repository: Repository): boolean {
  const document = place && repository.files.document(place.file);
  if (!document) return false;
  const names = Object.keys(ZIZMOR).filter((name) => rulesFor(ZIZMOR[name], "auditor").includes(code));
  const path = (place.pointer ?? "").split("/").slice(1);
  const step = path.indexOf("steps");
  const about = step === -1 ? path : path.slice(0, step + 2);
  const lines = new Set(
    [place, document.placeOfKey(about), document.placeOfValue(about)].flatMap(({ range }) =>
      range ? spanned(range.start.line, range.end.line) : [],
    ),
  );
  // What they say of a secret is about the whole job.
  const isWhole = code === "workflows/secrets-outside-env";
  return document.text.split("\n").some((line, index) => {
    const said = /#\s*zizmor:\s*ignore\[([^\]]*)\]/.exec(line)?.[1]?.split(",") ?? [];
    return (isWhole || lines.has(index + 1)) && said.some((name) => names.includes(name.trim()));
  });
}

function spanned(start: number, end: number): readonly number[] {
  return Array.from({ length: end - start + 1 }, (_, index) => start + index);
}

/** A file where GitHub would look for it. */
function filesOf(path: string, input: string): Readonly<Record<string, string>> {
  if (statSync(path).isDirectory())
    return Object.fromEntries(readdirSync(path).map((name) => [name, text(join(path, name))]));
  const name = input.slice(input.lastIndexOf("/") + 1);
  if (/^(?:action\.ya?ml|\.pre-commit-config\.ya?ml)$/.test(name)) return { [name]: text(path) };
  if (/^dependabot\.ya?ml$/.test(name)) return { [`.github/${name}`]: text(path) };
  return { [`.github/workflows/${name}`]: text(path) };
}

function personaOf(args: readonly string[]): Persona {
  if (args.includes("--persona=auditor")) return "auditor";
  return args.includes("--pedantic") || args.includes("--persona=pedantic") ? "pedantic" : "regular";
}

function listed(corpus: string): readonly JsonObject[] {
  return objects(JSON.parse(text(join(FOLDER, corpus, "expected.json"))));
}

function objects(value: unknown): readonly JsonObject[] {
  return Array.isArray(value) ? value.filter(isJsonObject) : [];
}

function texts(value: Json | undefined): readonly string[] {
  return Array.isArray(value) ? value.map(String) : [];
}

function text(path: string): string {
  return readFileSync(path, "utf8");
}
