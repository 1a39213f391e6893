import type { Finding, Place } from "@towpath/core";
import type { ManifestCode } from "../codes.ts";
import { finding } from "../finding.ts";
import type { PlatformEnvironment } from "../generated/platform.ts";
import type { ServiceManifest } from "../generated/service.ts";
import type { PlatformModel } from "../platform/platform-model.ts";
import type { ServiceDocument } from "../service/service-document.ts";
import type { ServiceLayers } from "../service/service-layers.ts";

/** What is resolved: one service by one platform in one environment. */
export interface ResolveRequest {
  readonly service: ServiceDocument;
  readonly platform: PlatformModel;
  readonly environment: string;
  /** Decides whether a deprecated version is still accepted. */
  readonly now: Date;
}

/** A resolution under way: what it works on, and what it has found so far. */
export interface Resolution extends ResolveRequest {
  /** The platform's environment. */
  readonly place: PlatformEnvironment;
  readonly layers: ServiceLayers;
  /** The manifest with the environment's overlay, as its schema has it. */
  readonly manifest: ServiceManifest;
  readonly findings: Finding[];
}

/** Adds a finding about this service in this environment. */
export function report(
  resolution: Pick<Resolution, "service" | "environment" | "findings">,
  facts: {
    readonly code: ManifestCode | `setting/${string}`;
    readonly message: string;
    readonly address: string;
    readonly places: readonly Place[];
    readonly suggestions?: readonly string[];
    readonly level?: "mandatory" | "advisory";
    readonly discriminator?: string;
  },
): void {
  const { service, environment, findings } = resolution;
  findings.push(finding({ ...facts, service: service.name, environments: [environment] }));
}
