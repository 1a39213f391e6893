// Reading documents

// Codes
export { MANIFEST_CODES, type ManifestCode } from "./codes.ts";
export type { Loaded } from "./document/loaded.ts";
export type { Entry as DocumentEntry, Node as DocumentNode } from "./document/node.ts";
export { type Parsed, parseDocument } from "./document/parse.ts";
export { expand as expandPath, rememberingPaths } from "./document/paths.ts";
export { type ScalarPlaces, scalarPlaces } from "./document/scalar-places.ts";
export { SourceDocument } from "./document/source-document.ts";
export { durationMs } from "./duration.ts";
export type { PlatformManifest } from "./generated/platform.ts";
export type { ResourceTypeManifest } from "./generated/resource-type.ts";
// The schemas that documents are held against; with the texts that editors show: ./editor
export { schemas } from "./generated/schemas.ts";
export type { ServiceManifest } from "./generated/service.ts";
// Resolving
export type * from "./graph/graph.ts";
export { graphDigest } from "./graph/graph-digest.ts";
export type * from "./graph/graph-resource.ts";
export type * from "./graph/graph-workload.ts";
export type * from "./graph/template.ts";
export { mergeFindings } from "./merge-findings.ts";
export { overlay } from "./overlay.ts";
export { escapePlaceholders, type Part as PlaceholderPart, parsePlaceholders } from "./placeholder/parse.ts";
export { loadPlatform, type PlatformLocation } from "./platform/load-platform.ts";
export type { PlatformEvidence, PlatformKeyless } from "./platform/platform-evidence.ts";
export type { DocumentHome, PlatformModel, ResourceTypeModel } from "./platform/platform-model.ts";
export type { PolicyLevel, PolicyLevels, PolicyParameters } from "./platform/policy-level.ts";
export {
  isTypePackage,
  type TypePackage,
  type TypePackageReference,
  type TypePackages,
  typePackage,
} from "./platform/type-package.ts";
export { contractFindings, type ServiceContracts, serviceContracts } from "./resolution/contract-findings.ts";
export { environmentFindings, environmentsOf } from "./resolution/environments.ts";
export type { ResolveRequest } from "./resolution/request.ts";
export { type ResolveResult, resolve } from "./resolution/resolve.ts";
export { type LoadedService, loadService } from "./service/load-service.ts";
export { openService } from "./service/open-service.ts";
export type { ScoreManifest, ScoreReader } from "./service/score-reader.ts";
export type { ServiceDocument } from "./service/service-document.ts";
export { changeEffects, type Effect, nestedChanges } from "./setting/change-effects.ts";
export { type Definition, overlaid } from "./setting/definition.ts";
// What services share
export { shareFindings } from "./share/share-findings.ts";
export { type SharedResource, sharedResources } from "./share/shared-resources.ts";
