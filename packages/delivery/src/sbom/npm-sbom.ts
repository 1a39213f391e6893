// By their parts: the whole has a schema compiler with it.
import { Factories } from "@cyclonedx/cyclonedx-library/Contrib/License";
import * as Enums from "@cyclonedx/cyclonedx-library/Enums";
import * as Models from "@cyclonedx/cyclonedx-library/Models";
import * as Serialize from "@cyclonedx/cyclonedx-library/Serialize";
import * as Spec from "@cyclonedx/cyclonedx-library/Spec";
import { type Digest, digestBytes } from "@towpath/core";
import { PackageURL } from "packageurl-js";
import parseExpression from "spdx-expression-parse";
import type { LockedPackage } from "./npm-lock.ts";

/** What an SBOM is of. */
export interface SbomSubject {
  readonly service: string;
  readonly version: string;
  /** Of the archive. */
  readonly artifact: Digest;
}

const licenses = new Factories.LicenseFactory((text: string) => void parseExpression(text));
const HASHES = {
  sha1: Enums.HashAlgorithm["SHA-1"],
  sha256: Enums.HashAlgorithm["SHA-256"],
  sha384: Enums.HashAlgorithm["SHA-384"],
  sha512: Enums.HashAlgorithm["SHA-512"],
} as const;

/**
 * What an artifact is made of, as CycloneDX 1.6: https://cyclonedx.org/docs/1.6/json/. The same packages give the same bytes:
 * there is no time in it, and its serial number is made of what it says.
 *
 * @param packages the service's own first
 */
export function npmSbom(subject: SbomSubject, packages: readonly LockedPackage[]): Uint8Array {
  const [itself, ...others] = packages;
  const main = new Models.Component(Enums.ComponentType.Application, subject.service, {
    bomRef: ".",
    version: subject.version,
    hashes: new Models.HashDictionary([[HASHES.sha256, subject.artifact.slice("sha256:".length)]]),
  });
  const byPath = new Map(others.map((each) => [each.path, componentOf(each)] as const));
  const bom = new Models.Bom({ components: new Models.ComponentRepository(byPath.values()) });
  bom.metadata.component = main;
  bom.metadata.lifecycles.add(Enums.LifecyclePhase.Build);
  bom.metadata.tools.components.add(new Models.Component(Enums.ComponentType.Application, "towpath"));
  for (const { path, needs } of packages) {
    const from = path === itself?.path ? main : byPath.get(path);
    for (const need of needs) {
      const to = byPath.get(need);
      if (to) from?.dependencies.add(to.bomRef);
    }
  }
  bom.serialNumber = serialNumberOf(digestBytes(written(bom)));
  return new TextEncoder().encode(written(bom));
}

function written(bom: Models.Bom): string {
  const factory = new Serialize.JSON.Normalize.Factory(Spec.Spec1dot6);
  return `${new Serialize.JsonSerializer(factory).serialize(bom, { sortLists: true, space: 1 })}\n`;
}

function componentOf(found: LockedPackage): Models.Component {
  const [group, name] = splitName(found.name);
  const component = new Models.Component(Enums.ComponentType.Library, name, {
    bomRef: found.path,
    group,
    version: found.version,
    scope: scopeOf(found),
    hashes: new Models.HashDictionary(hashesOf(found.integrity)),
    purl: purlOf(found, group, name),
  });
  if (found.license !== undefined) component.licenses.add(licenses.makeFromString(found.license));
  const from = cleaned(found.resolved);
  if (from !== undefined)
    component.externalReferences.add(new Models.ExternalReference(from, Enums.ExternalReferenceType.Distribution));
  return component;
}

/** `excluded` is what is needed to build and to test. */
function scopeOf({ isDev, isOptional }: LockedPackage): Enums.ComponentScope {
  if (isDev) return Enums.ComponentScope.Excluded;
  return isOptional ? Enums.ComponentScope.Optional : Enums.ComponentScope.Required;
}

function splitName(full: string): readonly [group: string | undefined, name: string] {
  const at = full.startsWith("@") ? full.indexOf("/") : -1;
  return at > 0 ? [full.slice(0, at), full.slice(at + 1)] : [undefined, full];
}

/** A workspace, and what was got from no registry, is no package of that name for others. */
function purlOf(found: LockedPackage, group: string | undefined, name: string): string | undefined {
  const isOfRegistry = /^https?:/.test(found.resolved ?? "https:") && found.path.includes("node_modules/");
  if (found.version === undefined || !isOfRegistry) return undefined;
  try {
    return new PackageURL("npm", group, name, found.version, undefined, undefined).toString();
  } catch {
    return undefined; // a name that no registry would take
  }
}

/** https://www.w3.org/TR/SRI/#integrity-metadata */
function hashesOf(integrity = ""): [Enums.HashAlgorithm, string][] {
  return integrity.split(/\s+/).flatMap((each): [Enums.HashAlgorithm, string][] => {
    const [, name, content] = /^(sha1|sha256|sha384|sha512)-([A-Za-z0-9+/]+={0,2})$/.exec(each) ?? [];
    const algorithm =
      name === "sha1" || name === "sha256" || name === "sha384" || name === "sha512" ? HASHES[name] : "";
    return algorithm === "" || content === undefined
      ? []
      : [[algorithm, Buffer.from(content, "base64").toString("hex")]];
  });
}

/** Without user, password and query, which may open what it leads to. */
function cleaned(resolved: string | undefined): string | undefined {
  if (resolved === undefined || !/^(?:git\+)?(?:https?|ssh):/.test(resolved) || !URL.canParse(resolved))
    return undefined;
  const url = new URL(resolved);
  url.username = "";
  url.password = "";
  url.search = "";
  return url.href;
}

/** A UUID of version 8 made of a digest: https://www.rfc-editor.org/rfc/rfc9562#name-uuid-version-8 */
function serialNumberOf(digest: Digest): string {
  const hex = digest.slice("sha256:".length);
  const parts = [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    `8${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ];
  return `urn:uuid:${parts.join("-")}`;
}
