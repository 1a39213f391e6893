import type { ScoreManifest, ScoreReader } from "../service/score-reader.ts";
import { type ReadScore, readScore } from "./read-score.ts";
import { mappingOf, objectOf } from "./sourced.ts";
import { SourcedDocument, withNames } from "./sourced-document.ts";
import { translate } from "./translate.ts";
import { withScore } from "./with-score.ts";

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
