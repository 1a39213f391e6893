import { isJsonObject, type JsonObject } from "@towpath/core";
import type { Action, Change, Risk } from "@towpath/provisioning";
import { checkPolicy, type PolicyResult } from "../engine/check-policy.ts";
import type { PackRule } from "../engine/pack.ts";
import { changesOf, fleetOf, openExampleBench } from "./example.ts";
import { exampleRepository } from "./repository.ts";
import { now, planWith } from "./subjects.ts";

/** Holds rules against the examples of their pages, or of those of others. */
export interface ExampleChecker {
  /**
   * What rules find in an example for rules of this phase, with the parameters that it is for.
   *
   * @returns also the manifest's text where the example is a part of one
   * @throws where the example is not valid
   */
  check(rules: readonly PackRule[], example: Example): PolicyResult & { readonly text: string | undefined };
  close(): void;
}

/** An example and the rule whose page it stands on. */
export interface Example {
  readonly of: PackRule["rule"];
  readonly text: string;
}

/** Opens what examples are resolved with. */
export function openExampleChecker(): ExampleChecker {
  const bench = openExampleBench();
  return {
    check(entries, { of: { id, meta, phase }, text: example }) {
      const params = [{ by: "the example", isPlatform: true, values: { [id]: meta.docs.params ?? {} } }];
      const rules = entries.map((entry) => ({ ...entry, level: "mandatory" as const }));
      const request = { rules, levels: {}, params, now };
      switch (phase) {
        case "repository": {
          const { repository, findings } = exampleRepository(example);
          if (findings.length > 0) throw new Error(`${findings.map(({ message }) => message).join("\n")}\n${example}`);
          return { ...checkPolicy({ ...request, services: [], repository }), text: undefined };
        }
        case "fleet":
          return { ...checkPolicy({ ...request, services: [], fleet: fleetOf(example) }), text: undefined };
        case "plan": {
          const { changes, manifest } = changesOf(example);
          const { graph } = bench.graphOf(manifest, now);
          const plans = [planWith(changes.map(changeOf))];
          return { ...checkPolicy({ ...request, services: [{ graphs: [graph] }], plans }), text: undefined };
        }
        case "graph":
        case "documents": {
          const { graph, document, text } = bench.graphOf(example, now);
          return { ...checkPolicy({ ...request, services: [{ document, graphs: [graph] }] }), text };
        }
      }
    },
    close: () => bench.close(),
  };
}

const ACTIONS: readonly Action[] = [
  "create",
  "update",
  "upgrade",
  "migrate",
  "replace",
  "delete",
  "retain",
  "adopt",
  "none",
];
const RISKS: readonly Risk[] = ["none", "restart", "downtime", "unknown", "data-loss"];

/** A change as an example writes it: what is not said is as in {@link planWith}. */
function changeOf({ address, type, action, risk, diff = [] }: JsonObject): Partial<Change> {
  const known = ACTIONS.find((one) => one === action);
  const weighed = RISKS.find((one) => one === risk);
  if (!known || !weighed) throw new Error(`Neither an action nor a risk: ${action}, ${risk}`);
  const differences = Array.isArray(diff) ? diff.filter(isJsonObject) : [];
  return {
    address: String(address),
    type: String(type),
    action: known,
    risk: weighed,
    diff: differences.map(({ path, before, after }) => ({
      path: String(path),
      before,
      after,
      unknown: false,
      secret: false,
    })),
  };
}
