import type { Finding } from "@towpath/core";
import { finding, shown } from "../finding.ts";
import { validateService } from "../generated/validators.ts";
import type { Scope } from "../placeholder/scope.ts";
import type { ResourceTypeModel } from "../platform/platform-model.ts";
import { didYouMean } from "../schema/did-you-mean.ts";
import { validateValue } from "../schema/validate.ts";
import { isService } from "../service/load-service.ts";
import { ServiceLayers } from "../service/service-layers.ts";
import { environmentFindings, environmentsOf } from "./environments.ts";
import { type Resolution, type ResolveRequest, report } from "./request.ts";
import { resourceTypes } from "./resources.ts";
import { scopeOf } from "./scope.ts";
import { teamTypeFindings } from "./team-types.ts";

/** What everything that is resolved of a service starts from. */
export interface OpenResolution {
  readonly resolution: Resolution;
  /** The type of each resource, by the resource's name. */
  readonly types: ReadonlyMap<string, ResourceTypeModel>;
  readonly scope: Scope;
}

/** Lays a service's layers over each other. `opened` is absent where there is nothing to resolve; the findings say why. */
export function openResolution(request: ResolveRequest): {
  readonly opened?: OpenResolution;
  readonly findings: Finding[];
} {
  const { service, platform, environment } = request;
  const findings: Finding[] = [...environmentFindings(service, platform), ...teamTypeFindings(service, platform)];
  const place = new Map(Object.entries(platform.document.environments)).get(environment);
  const known = environmentsOf(service, platform);
  if (!place || !known.includes(environment)) {
    if (known.length > 0)
      findings.push(
        finding({
          code: "manifest/unknown-environment",
          message: `${service.name} is in no environment ${shown(environment)}.`,
          places: [service.placeOf("/environments")],
          service: service.name,
          address: "environments",
          suggestions: didYouMean(environment, known),
          discriminator: environment,
        }),
      );
    return { findings };
  }
  const layers = new ServiceLayers(service, environment);
  const checked = validateValue("Service", validateService, layers, layers.merged, service.name);
  findings.push(...checked.findings.map((one) => ({ ...one, environments: [environment] })));
  if (!isService(checked.value)) return { findings };
  const resolution: Resolution = { ...request, place, layers, manifest: checked.value, findings };
  reportTwoMains(resolution);
  const types = resourceTypes(resolution);
  return { opened: { resolution, types, scope: scopeOf(types, resolution) }, findings };
}

/** The short form is `workloads.main`: a document that has both says one thing twice. */
function reportTwoMains(resolution: Resolution): void {
  const { document, source } = resolution.service;
  if (!document.workload || !document.workloads || !Object.hasOwn(document.workloads, "main")) return;
  report(resolution, {
    code: "manifest/duplicate-key",
    message: "The manifest has both workload and workloads.main, which is the same thing.",
    address: "workloads.main",
    places: [source.placeOfKey(["workloads", "main"]), source.placeOfKey(["workload"])],
    suggestions: ["Keep one of the two."],
  });
}
