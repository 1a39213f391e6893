import type { Effects } from "@towpath/core";
import { environmentsOf, rememberingPaths, resolve, serviceContracts, sharedResources } from "@towpath/manifest";
import { documentReader } from "../documents/open-documents.ts";
import { openPolicyDocument } from "../documents/open-policy-document.ts";
import { readWaivers } from "../documents/read-waivers.ts";
import type { Judge, Judged } from "./judge.ts";

/** What `validate` is asked for. */
export interface ValidateRequest {
  /** Files, folders or globs; `towpath.yaml` when empty. */
  readonly manifests: readonly string[];
  readonly platform?: string | undefined;
}

/** A manifest that was held against everything but rules. */
export interface Validated extends Judged {
  /** False where there was nothing to read, or no platform to read it by. */
  readonly isRead: boolean;
}

/**
 * Holds a manifest against its schema and what its platform offers, in every environment.
 *
 * @param isOffline no platform is fetched; what was fetched before counts
 */
export function validateJudge(
  request: ValidateRequest,
  effects: Effects,
  now: Date,
  isOffline = false,
): Judge<Validated> {
  const files = rememberingPaths(effects.files);
  const open = documentReader(request.platform, { ...effects, files }, { isOffline });
  return {
    rules: () => [],
    async judge(manifest) {
      const { service, platform, source, failure, findings } = await open(manifest);
      const about = {
        manifest,
        name: service?.name ?? null,
        source,
        failure: failure && { code: failure.code, tail: failure.tail },
      };
      if (!service) {
        const policy = await openPolicyDocument(manifest, findings, platform, { ...effects, files });
        if (policy) return { manifest, name: null, isRead: true, findings: policy };
      }
      if (!service || !platform) return { ...about, isRead: false, findings };
      const resolved = environmentsOf(service, platform).map((environment) =>
        resolve({ service, platform, environment, now }),
      );
      const graphs = resolved.flatMap(({ graph }) => graph ?? []);
      const contracts = serviceContracts(service, platform, graphs);
      const waivers = await readWaivers(service, files);
      const all = [...findings, ...waivers.findings, ...resolved.flatMap((one) => one.findings)];
      return { ...about, isRead: true, contracts, shares: sharedResources(graphs), findings: all.filter(isOfDocument) };
    },
  };
}

function isOfDocument({ code }: { readonly code: string }): boolean {
  return code.startsWith("manifest/") || code.startsWith("operation/platform-");
}
