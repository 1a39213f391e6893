export { type ImportedManifest, type ImportRequest, importScore } from "./import-score.ts";
export { scoreManifest } from "./score-manifest.ts";
