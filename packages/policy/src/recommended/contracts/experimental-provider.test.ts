import { expect, test } from "vitest";
import { checkPolicy } from "../../engine/check-policy.ts";
import type { FleetService } from "../../rule/select.ts";
import { now } from "../../testing/subjects.ts";
import { experimentalProvider } from "./experimental-provider.ts";

const service = (name: string, facts: Partial<FleetService> = {}): FleetService => ({
  name,
  manifest: `${name}.yaml`,
  place: { file: `${name}.yaml` },
  ...facts,
});
const relyingOn = (...names: readonly string[]) => names.map((one) => ({ service: one, place: { file: "a.yaml" } }));

function found(...services: readonly FleetService[]) {
  const rules = [{ rule: experimentalProvider, level: "mandatory" as const }];
  return checkPolicy({ services: [], fleet: { services }, rules, levels: {}, now }).findings;
}

test("each experiment that a critical service relies on is named, with both places", () => {
  const a = service("a", { criticality: "critical", consumes: relyingOn("b", "c", "elsewhere") });
  const b = service("b", { criticality: "experimental", consumes: relyingOn("c") });
  const c = service("c", { criticality: "experimental" });
  const findings = found(a, b, c);
  expect(findings.map(({ message }) => message)).toEqual([
    "a is critical and relies on b, which is experimental.",
    "a is critical and relies on c, which is experimental.",
  ]);
  expect(findings[0]?.places.map(({ file }) => file)).toEqual(["a.yaml", "b.yaml"]);
  expect(found({ ...a, criticality: undefined }, b, c)).toEqual([]);
});
