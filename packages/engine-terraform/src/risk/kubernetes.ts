import { removing } from "./removing.ts";
import type { TypeRisks } from "./type-risk.ts";

/**
 * Kubernetes (kubernetes, helm). A namespace goes with everything in it, a claim with its volume where the storage class says so
 * (https://kubernetes.io/docs/concepts/storage/persistent-volumes, "Reclaiming"); a workload whose template changes is rolled.
 */
export const KUBERNETES: TypeRisks = {
  ...removing("data-loss", versions("namespace", "persistent_volume", "persistent_volume_claim")),
  ...removing(
    "downtime",
    versions(
      "cluster_role",
      "cluster_role_binding",
      "config_map",
      "endpoints",
      "ingress",
      "ingress_class",
      "network_policy",
      "role",
      "role_binding",
      "secret",
      "service",
      "service_account",
    ),
  ),
  ...removing(
    "none",
    versions("horizontal_pod_autoscaler", "limit_range", "pod_disruption_budget", "priority_class", "resource_quota"),
  ),
  ...Object.fromEntries(
    versions("daemonset", "daemon_set", "deployment", "stateful_set", "cron_job", "job", "pod").map((type) => [
      type,
      { remove: "downtime", attributes: { "spec.replicas": "none", "spec.template": "restart" } },
    ]),
  ),
  // What is in a chart is not known here.
  helm_release: { remove: "data-loss", update: "restart" },
  kubernetes_manifest: { remove: "data-loss", update: "unknown" },
  kubectl_manifest: { remove: "data-loss", update: "unknown" },
};

/** Types are there with the version of their API in the name, and without. */
function versions(...names: readonly string[]): readonly string[] {
  return names.flatMap((name) => ["", "_v1", "_v2"].map((version) => `kubernetes_${name}${version}`));
}
