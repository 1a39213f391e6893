import { nearest } from "@towpath/core";
import { environmentsOf } from "@towpath/manifest";
import { type Explanation, explain as explainValue } from "@towpath/manifest/explain";
import type { Rule } from "@towpath/policy";
import { explanationSections } from "../describe/explanation-sections.ts";
import { isInvalid, openManifest } from "../documents/open-documents.ts";
import { InvalidDocuments, OperationError } from "../errors.ts";
import { operation } from "../operation.ts";

/** Which value to explain, of which service, by which platform. */
export interface ExplainRequest {
  /** As it is written in a manifest, or the rule of a setting: `workload.scale.min`, `setting/postgres/tls`. */
  readonly path: string;
  /** The manifest, or its folder; `towpath.yaml` when absent. */
  readonly manifest?: string | undefined;
  readonly platform?: string | undefined;
  /** All that the service is in when absent or empty. */
  readonly environments?: readonly string[] | undefined;
}

/** Why the value is what it is, in each environment that has it. */
export interface ExplainData {
  readonly explanations: readonly Explanation[];
}

/** Says why a value is what it is: each layer's say with its place, the tier, and what one could do to change it. */
export const explain = operation<ExplainRequest, ExplainData>("explain", async (request, effects) => {
  const { service, platform, platformFiles, source, findings } = await openManifest(request, effects);
  if (!service || !platform) throw new InvalidDocuments(findings);
  const [, ofEnvironment, rest] = /^environments\.([^.]+)\.(.+)$/.exec(request.path) ?? [];
  const wanted = ofEnvironment === undefined ? (request.environments ?? []) : [ofEnvironment];
  const there = environmentsOf(service, platform);
  for (const name of wanted)
    if (!there.includes(name)) {
      const near = nearest(name, there);
      throw new OperationError({
        code: "operation/unknown-environment",
        message: `${service.name} is in no environment "${name}".`,
        hint: near ? `Did you mean "${near}"?` : `There are ${there.join(", ")}.`,
      });
    }
  const path = rest ?? request.path;
  const now = effects.clock.now();
  const explained = there
    .filter((name) => wanted.length === 0 || wanted.includes(name))
    .map((environment) => explainValue({ service, platform, environment, path, now }));
  const explanations = explained.flatMap((one) => one.explanations);
  if (explanations.length === 0) {
    if (findings.some(isInvalid)) throw new InvalidDocuments(findings);
    const { loadPacks } = await import("../packs/load-packs.ts");
    const { rules } = source ? await loadPacks({ platform, platformFiles, source }, effects) : { rules: [] };
    const rule = rules.find((one) => one.rule.id === path)?.rule;
    if (rule) throw ruleOfPack(rule);
    throw unknownPath(path, service.name, wanted, [...new Set(explained.flatMap(({ near }) => near))]);
  }
  const [only] = wanted.length === 1 ? wanted : [];
  return {
    status: "ok",
    summary: [
      summaryOf(explanations),
      ...(findings.some(isInvalid) ? ["The documents have errors, which towpath validate lists."] : []),
    ].join(" "),
    service: service.name,
    environment: only,
    sections: explanationSections(explanations),
    data: { explanations },
  };
});

function summaryOf(explanations: readonly Explanation[]): string {
  const [first, ...others] = [...new Set(explanations.map(({ address }) => address))];
  const environments = [...new Set(explanations.map(({ environment }) => environment))];
  return `${[first, ...others].join(" and ")}: explained for ${environments.join(", ")}.`;
}

/** A rule of a pack has no layers; what it asks for is what its page says. */
function ruleOfPack({ id, meta: { docs } }: Rule): OperationError {
  return new OperationError({
    code: "operation/unknown-path",
    message: `${id} is a rule and has no value. It asks for this: ${docs.summary}`,
    hint: `towpath policy explain ${id} says more: who made it as strict as it is, and how it fares.`,
  });
}

function unknownPath(
  path: string,
  service: string,
  wanted: readonly string[],
  near: readonly string[],
): OperationError {
  const where = wanted.length === 0 ? "" : ` in ${wanted.join(", ")}`;
  return new OperationError({
    code: "operation/unknown-path",
    message: `There is no ${path} in ${service}${where}.`,
    hint:
      near.length > 0 ? near.join(" ") : "Write it as in the manifest: resources.db.settings.tls, workload.scale.min.",
  });
}
