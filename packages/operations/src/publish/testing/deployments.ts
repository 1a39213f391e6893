import { digestBytes } from "@towpath/core";
import type { Deployment } from "@towpath/delivery";
import type { StateStore } from "@towpath/provisioning";

/** A deployment that succeeded, as it is recorded. */
export function deploymentOf(number: number, facts: Partial<Deployment> = {}, commit?: string): Deployment {
  const version = `1.0.${number}`;
  const digest = digestBytes(version);
  const name = `orders-${version}.tar.gz`;
  const at = (second: number) => `2026-11-22T09:0${Math.min(number, 9)}:${String(second).padStart(2, "0")}.000Z`;
  const states = ["requested", "gated", "in_progress", "exposed", "verifying", "succeeded"] as const;
  return {
    v: 1,
    number,
    service: "orders",
    environment: "prod",
    version,
    artifact: { name, digest },
    release: {
      release: 1,
      service: "orders",
      version,
      ...(commit === undefined ? {} : { commit }),
      artifact: { kind: "archive", name, digest, size: 1000 },
      manifest: digestBytes("manifest"),
      createdAt: at(0),
    },
    kind: "planned",
    run: { id: "7001/2", attempt: 2, actor: "anna" },
    gates: [{ gate: "freeze", answer: "allow", reason: "No freeze." }],
    verification: { checks: 12, failed: 0, noData: 0, bakeSeconds: 60 },
    exposures: [],
    exposedAt: at(4),
    verdict: "succeeded",
    history: states.map((state, index) => ({ state, at: at(index) })),
    ...facts,
  };
}

/** Records it as delivery does. */
export async function recordDeployment(state: StateStore, deployment: Deployment): Promise<void> {
  const { service, environment, number } = deployment;
  const key = `deployments/${service}/${environment}/${String(number).padStart(8, "0")}`;
  const known = await state.read(key);
  const bytes = new TextEncoder().encode(`${JSON.stringify(deployment)}\n`);
  await state.write(key, bytes, known?.version ?? "absent");
}
