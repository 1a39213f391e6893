import type { Finding } from "@towpath/core";
import { finding } from "../finding.ts";
import { isBrokenType, type PlatformModel, type ResourceTypeModel } from "../platform/platform-model.ts";
import type { ServiceDocument } from "../service/service-document.ts";
import type { ResolveRequest } from "./request.ts";

type Documents = Pick<ResolveRequest, "service" | "platform">;

/** Whether a platform lets a repository have resource types of its own. The starter platform does: nobody else would. */
function teamTypes({ isStarter, document }: PlatformModel): "allow" | "review" | "deny" {
  return document.teamTypes ?? (isStarter ? "allow" : "deny");
}

/**
 * A resource type by its name: the platform's, or the repository's own. `broken` for one that something has been said about
 * already, undefined for one that there is not.
 */
export function typeNamed(name: string, { service, platform }: Documents): ResourceTypeModel | "broken" | undefined {
  const offered = platform.types.get(name);
  if (offered) return offered;
  const { ownTypes } = service;
  if (isBrokenType(name, platform) || ownTypes?.broken.has(name)) return "broken";
  const own = ownTypes?.types.get(name);
  return own && teamTypes(platform) === "deny" ? "broken" : own;
}

/** The names of all types that a service may ask for, sorted. */
export function offeredTypes({ service, platform }: Documents): readonly string[] {
  const own = teamTypes(platform) === "deny" ? [] : (service.ownTypes?.types.keys() ?? []);
  return [...new Set([...platform.types.keys(), ...own])].sort();
}

/** What there is to say of a repository's own types, whatever the environment: may they be, and is their name free. */
export function teamTypeFindings(service: ServiceDocument, platform: PlatformModel): readonly Finding[] {
  const { ownTypes, source } = service;
  const entries = service.document.resourceTypes ?? [];
  if (entries.length === 0) return [];
  const found: Finding[] = [];
  const mode = teamTypes(platform);
  for (const [index, entry] of mode === "allow" ? [] : entries.entries())
    found.push(
      finding({
        code: "manifest/team-type",
        message:
          mode === "deny"
            ? `The platform ${platform.name} does not let a repository have resource types of its own.`
            : `The platform ${platform.name} wants to look at a repository's own resource types before they are used.`,
        level: mode === "deny" ? "mandatory" : "advisory",
        places: [source.placeOfValue(["resourceTypes", index])],
        service: service.name,
        address: `resourceTypes.${index}`,
        suggestions: mode === "deny" ? offersOf(platform) : ["Ask the platform team to review them."],
        discriminator: entry,
      }),
    );
  for (const [name, own] of ownTypes?.types ?? []) {
    const theirs = platform.types.get(name);
    if (!theirs) continue;
    found.push(
      finding({
        code: "manifest/duplicate-name",
        message: `The platform ${platform.name} has a resource type ${name} already.`,
        places: [own, theirs].map((type) => type.source.placeOfValue(["metadata", "name"])),
        service: service.name,
        address: "metadata.name",
        suggestions: ["Give your own another name, or use the platform's."],
        discriminator: name,
      }),
    );
  }
  return found;
}

function offersOf({ types }: PlatformModel): readonly string[] {
  const offered = [...types.keys()].sort().slice(0, 12).join(", ");
  return [offered === "" ? "Ask the platform team for the type." : `Use a type that it offers: ${offered}.`];
}
