import { defineRule } from "../../rule/define-rule.ts";

/** What others stop without does not stop with somebody's experiment. */
export const experimentalProvider = defineRule({
  id: "contracts/experimental-provider",
  phase: "fleet",
  select: { fleet: "*" },
  meta: {
    severity: "high",
    since: "0.2.0",
    messages: { relies: "{{service}} is critical and relies on {{provider}}, which is experimental." },
    docs: {
      summary: "No critical service relies on an experimental one.",
      rationale:
        "Nobody is woken for an experiment, and it may be gone on Monday. What a critical service needs is as critical as that service. " +
        "The rule sees the manifests that are checked together, so a check of the whole fleet finds most.",
      bad: [
        "- { name: orders, manifest: orders/towpath.yaml, criticality: critical, consumes: [prices] }\n- { name: prices, manifest: prices/towpath.yaml, criticality: experimental }",
      ],
      good: [
        "- { name: orders, manifest: orders/towpath.yaml, criticality: critical, consumes: [prices] }\n- { name: prices, manifest: prices/towpath.yaml }",
        "- { name: orders, manifest: orders/towpath.yaml, consumes: [prices] }\n- { name: prices, manifest: prices/towpath.yaml, criticality: experimental }",
      ],
    },
  },
  check({ services }, context) {
    const experiments = new Map(
      services.flatMap((one) => (one.criticality === "experimental" ? [[one.name, one]] : [])),
    );
    for (const { name, criticality, consumes = [] } of services) {
      if (criticality !== "critical") continue;
      for (const { service, place } of consumes) {
        const provider = experiments.get(service);
        if (!provider) continue;
        context.report({
          messageId: "relies",
          at: [place, { ...provider.place, note: "experimental" }],
          about: ["services", name, "consumes", service],
          data: { service: name, provider: service },
          suggestions: [
            `Agree with the owner of ${service} that it is critical, too, or do without it when it is away.`,
          ],
        });
      }
    }
  },
});
