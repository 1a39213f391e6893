import { dirname } from "node:path";
import { canonicalJson, type Finding, type JsonObject } from "@towpath/core";
import type { ManifestCode } from "../codes.ts";
import { boundaryOf, pathFlaw } from "../document/paths.ts";
import { finding, shown } from "../finding.ts";
import { documentAddress } from "../schema/document-address.ts";
import type { ScoreManifest, ScoreReader } from "../service/score-reader.ts";
import { type NamedScore, namedScores, scoreRequest } from "./named-scores.ts";
import { type ReadScore, readScore } from "./read-score.ts";
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
import { placeOf, SourcedDocument, withNames } from "./sourced-document.ts";
import { spread } from "./spread.ts";
import { type Translated, translate } from "./translate.ts";

/** A manifest whose workloads name Score files: it lies over what they say. */
export function withScore({ document, target, folder, files }: Parameters<ScoreReader>[0]): ScoreManifest {
  const findings: Finding[] = [];
  const broken: (readonly string[])[] = [];
  const written: JsonObject[] = [];
  const own = sourced(document);
  const service = textOf(memberOf(memberOf(own, "metadata"), "name"))?.slice(0, 63);
  const boundary = boundaryOf(target, folder);
  const report = (
    code: ManifestCode,
    message: string,
    path: readonly string[],
    at: readonly Sourced[],
    suggestion?: string,
  ): void => {
    const suggestions = suggestion === undefined ? [] : [suggestion];
    const places = at.map(({ said }) => placeOf(said));
    const address = documentAddress("Service", path);
    findings.push(finding({ code, message, places, service, address, suggestions, discriminator: message }));
  };

  let base: Sourced | undefined;
  let over = own;
  for (const named of namedScores(own)) {
    const { workload, score } = named;
    const path = [...workload, "score"];
    const request = scoreRequest(named, target);
    if (!request) continue;
    over = withoutPart(over, path) ?? over;
    if (workload[0] === "environments") {
      const message = "A Score file is the same in every environment.";
      report(
        "manifest/invalid-value",
        message,
        path,
        [score],
        "Name it in the workload itself, and say here what differs.",
      );
      continue;
    }
    // What runs is not known where the file is not: nothing is said of the workload then.
    const flawed = request.paths.filter((one) => {
      const flaw = pathFlaw(textOf(one) ?? "", dirname(target), boundary, files);
      if (flaw !== undefined) report("manifest/path", `The path ${shown(textOf(one))} ${flaw}.`, path, [one]);
      return flaw !== undefined;
    });
    const read: ReadScore =
      flawed.length > 0
        ? { broken: [], findings: [] }
        : readScore({ ...request, isWhole: false, service, home: dirname(target), boundary }, files, folder);
    findings.push(...read.findings);
    broken.push(...read.broken);
    if (!read.translation) {
      broken.push(workload);
      continue;
    }
    const translated = translate(read.translation);
    findings.push(...read.translation.findings);
    written.push(read.translation.written);
    for (const [name, resource] of membersOf(translated.resources)) {
      const other = memberOf(memberOf(base, "resources"), name);
      if (!other || canonicalJson(other.value) === canonicalJson(resource.value)) continue;
      const message = `Two Score files name different resources ${shown(name)}.`;
      report("manifest/duplicate-name", message, ["resources", name], [resource, other], "Rename one of the two.");
    }
    base = laidOver(base, asManifest(named, translated));
    over = spread(over, workload, translated.workload);
  }
  // Overlays keep their nulls: what they take out is taken out later.
  const environments = memberOf(over, "environments");
  const laid = laidOver(base, over);
  const root = environments ? mappingOf(laid.said, new Map(laid.members).set("environments", environments)) : laid;
  const value = objectOf(root);
  return { value, source: new SourcedDocument(document.file, root, withNames(value, ...written)), broken, findings };
}

/** What a Score file says, at its place in the manifest. The service's name is the manifest's own to say. */
function asManifest({ workload }: NamedScore, translated: Translated): Sourced {
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
    ["environments", environments],
  ]);
}
