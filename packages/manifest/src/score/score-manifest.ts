import { dirname, resolve } from "node:path";
import { type Finding, isJsonObject, type Json, type JsonObject } from "@towpath/core";
import { boundaryOf, pathFlaw } from "../document/paths.ts";
import { finding, shown } from "../finding.ts";
import { documentAddress } from "../schema/document-address.ts";
import type { ScoreManifest, ScoreReader } from "../service/score-reader.ts";
import { asPart, type Override } from "./overrides.ts";
import { type ReadScore, readScore, type ScoreRequest } from "./read-score.ts";
import {
  laidOver,
  mappingOf,
  memberOf,
  membersOf,
  objectOf,
  type Sourced,
  sourced,
  textOf,
  withoutPart,
} from "./sourced.ts";
import { placeOf, SourcedDocument } from "./sourced-document.ts";
import { spread } from "./spread.ts";
import { type Translated, translate } from "./translate.ts";

/** Makes a manifest of a Score file, or of a manifest that names one. */
export const scoreManifest: ScoreReader = (request) => {
  const { document, isScore, target, folder, files } = request;
  if (!isScore) return withScore(request);
  const read = readScore({ path: target, isWhole: true }, files, folder, document);
  return wholeManifest(read, document.file);
};

/** The manifest that a Score file is on its own. */
export function wholeManifest(read: ReadScore, file: string): ScoreManifest {
  const { translation } = read;
  if (!translation) return { broken: read.broken, findings: read.findings };
  const translated = translate(translation);
  const said = translation.score.said;
  const root = mappingOf(said, [
    ["apiVersion", { value: "towpath.dev/v1", said }],
    ["kind", { value: "Service", said }],
    ["metadata", translated.metadata],
    ["workload", translated.workload],
    ["resources", translated.resources],
    ["environments", translated.environments],
  ]);
  return {
    value: objectOf(root),
    source: new SourcedDocument(file, root, withNames(objectOf(root), translation.written)),
    broken: read.broken,
    findings: [...read.findings, ...translation.findings],
  };
}

/** With the names of the resources that are wrong, too: what refers to them is not wrong for that. */
function withNames(value: JsonObject, ...all: readonly JsonObject[]): JsonObject {
  const named = all.flatMap((written) => {
    const resources = written["resources"];
    return resources !== undefined && isJsonObject(resources) ? Object.keys(resources) : [];
  });
  if (named.length === 0) return value;
  const own = value["resources"];
  const resources: Record<string, Json> = Object.assign(
    Object.create(null),
    own !== undefined && isJsonObject(own) ? own : {},
  );
  for (const name of named) resources[name] ??= null;
  return { ...value, resources };
}

interface Named {
  readonly workload: readonly string[];
  readonly score: Sourced;
}

/** A manifest whose workloads name Score files: it lies over what they say. */
function withScore({ document, target, folder, files }: Parameters<ScoreReader>[0]): ScoreManifest {
  const findings: Finding[] = [];
  const broken: (readonly string[])[] = [];
  const own = sourced(document);
  const service = textOf(memberOf(memberOf(own, "metadata"), "name"))?.slice(0, 63);
  const report = (
    one: Sourced,
    path: readonly string[],
    code: "manifest/path" | "manifest/invalid-value" | "manifest/duplicate-name",
    message: string,
    suggestions: readonly string[] = [],
    also: readonly Sourced[] = [],
  ): void => {
    const places = [one, ...also].map(({ said }) => placeOf(said));
    findings.push(
      finding({
        code,
        message,
        places,
        service,
        address: documentAddress("Service", path),
        suggestions,
        discriminator: message,
      }),
    );
  };
  let over = own;
  const written: JsonObject[] = [];
  const translations: { readonly named: Named; readonly translated: Translated }[] = [];
  for (const named of namedScores(own)) {
    const { workload, score } = named;
    const path = [...workload, "score"];
    if (workload[0] === "environments") {
      report(score, path, "manifest/invalid-value", "A Score file is the same in every environment.", [
        "Name it in the workload itself, and say here what differs.",
      ]);
      over = withoutPart(over, path) ?? over;
      broken.push(path);
      continue;
    }
    const request = requestOf(named, service, target, boundaryOf(target, folder), (part, at) => {
      const name = textOf(part) ?? "";
      const flaw = pathFlaw(name, dirname(target), boundaryOf(target, folder), files);
      if (flaw !== undefined) report(part, at, "manifest/path", `The path ${shown(name)} ${flaw}.`);
      return flaw === undefined;
    });
    if (!request) continue;
    over = withoutPart(over, path) ?? over;
    const read = readScore(request, files, folder);
    findings.push(...read.findings);
    broken.push(...read.broken);
    if (!read.translation) {
      // What runs is not known: nothing is said of the workload.
      broken.push(workload);
      continue;
    }
    const translated = translate(read.translation);
    findings.push(...read.translation.findings);
    written.push(read.translation.written);
    translations.push({ named, translated });
  }
  let base: Sourced | undefined;
  for (const { named, translated } of translations) {
    for (const [name, resource] of membersOf(translated.resources)) {
      const other = memberOf(memberOf(base, "resources"), name);
      if (other && JSON.stringify(other.value) !== JSON.stringify(resource.value))
        report(
          resource,
          ["resources", name],
          "manifest/duplicate-name",
          `Two Score files name different resources ${shown(name)}.`,
          ["Rename one of the two."],
          [other],
        );
    }
    const part = asManifest(named, translated, memberOf(own, "environments") !== undefined);
    base = laidOver(base, part);
    over = spread(over, named.workload, translated.workload);
  }
  const environments = memberOf(over, "environments");
  const laid = laidOver(base, over);
  const root = environments ? mappingOf(laid.said, new Map(laid.members).set("environments", environments)) : laid;
  const value = objectOf(root);
  return { value, source: new SourcedDocument(document.file, root, withNames(value, ...written)), broken, findings };
}

function namedScores(own: Sourced): readonly Named[] {
  const below = (of: Sourced | undefined, at: readonly string[]): readonly Named[] => {
    const score = memberOf(memberOf(of, "workload"), "score");
    const several = membersOf(memberOf(of, "workloads")).flatMap(([name, workload]) => {
      const one = memberOf(workload, "score");
      return one ? [{ workload: [...at, "workloads", name], score: one }] : [];
    });
    return [...(score ? [{ workload: [...at, "workload"], score }] : []), ...several];
  };
  return [
    ...below(own, []),
    ...membersOf(memberOf(own, "environments")).flatMap(([name, one]) => below(one, ["environments", name])),
  ];
}

/** What a manifest asks for with `score`; undefined where it is not what the schema says, which says so. */
function requestOf(
  { workload, score }: Named,
  service: string | undefined,
  target: string,
  boundary: string,
  mayRead: (path: Sourced, at: readonly string[]) => boolean,
): ScoreRequest | undefined {
  const at = [...workload, "score"];
  const file = textOf(score) === undefined ? memberOf(score, "file") : score;
  const overrides = memberOf(score, "overrides")?.items ?? [];
  const set = memberOf(score, "set");
  if (!textOf(file) || overrides.some((one) => !textOf(one))) return undefined;
  const paths = [file, ...overrides].flatMap((one) => one ?? []);
  if (!paths.every((one) => mayRead(one, at))) return undefined;
  const [path = "", ...over] = paths.map((one) => resolve(dirname(target), textOf(one) ?? ""));
  return {
    path,
    overrides: over,
    set: membersOf(set).map(([name, value]): Override => ({ path: name, value: asPart(value.value, value.said) })),
    workload,
    isWhole: false,
    service,
    home: dirname(target),
    boundary,
  };
}

/** What a Score file says, at its place in the manifest. The service's name is the manifest's own to say. */
function asManifest({ workload }: Named, translated: Translated, hasEnvironments: boolean): Sourced {
  const { metadata, environments, resources } = translated;
  const [first = "", name] = workload;
  const said = translated.workload?.said ?? metadata?.said;
  const here = translated.workload;
  if (!said) throw new TypeError("A Score file without any part was translated.");
  return mappingOf(said, [
    [
      "metadata",
      metadata &&
        mappingOf(
          metadata.said,
          membersOf(metadata).filter(([key]) => key !== "name"),
        ),
    ],
    [first, name === undefined || !here ? here : mappingOf(here.said, [[name, here]])],
    ["resources", resources],
    ["environments", hasEnvironments ? undefined : environments],
  ]);
}
