import { type Digest, type Finding, makeFinding, shortDigest } from "@towpath/core";
import type { RecordedGate } from "@towpath/delivery";
import type { Graph } from "@towpath/manifest";
import type { Section, Status } from "@towpath/report";

const SAYS = { allow: "yes", deny: "no", unknown: "not known" } as const;

/** What each gate said, for a person. */
export function gateSections(gates: readonly RecordedGate[], title = "Gates"): readonly Section[] {
  if (gates.length === 0) return [];
  const rows = gates.map(({ gate, answer, reason }) => [gate, SAYS[answer], reason]);
  return [{ kind: "table", title, head: ["gate", "lets it through", "why"], rows }];
}

/** What is to be let through where. */
export interface Passing {
  readonly environment: string;
  /** Of a release's artifact, or of a plan's changes. */
  readonly digest: Digest;
  /** The command that carries the plan out; absent where it is a release. */
  readonly planned?: "apply" | "destroy" | undefined;
}

/** What to do about a gate, in commands that can be typed as they are. */
export function toDo(todo: string, { environment, digest, planned }: Passing): string {
  const subject = planned ? `--plan ${digest}` : `--release ${shortDigest(digest)}`;
  return todo
    .replace(
      /towpath deploy (?=--)/g,
      `towpath ${planned ?? "deploy"} -e ${environment} ${planned ? "" : `${subject} `}`,
    )
    .replace(/towpath deploy -e \S+(?=\.$)/, planned ? "$&" : `$& ${subject}`)
    .replace(/towpath approve\b(?! -)/g, `towpath approve -e ${environment} ${subject}`);
}

/**
 * Each gate that does not let something through, with what to do about it. It is shown at the service's manifest, which whoever
 * reads it has, and names the platform's line, which may be in another repository.
 */
export function gateFindings(
  gates: readonly RecordedGate[],
  { environment, service }: Pick<Graph, "environment" | "service">,
  passing: Omit<Passing, "environment">,
): readonly Finding[] {
  const asked = environment.gates?.origin.place;
  const places = asked ? [{ file: service.origin.place.file }, { ...asked, note: "the platform's gates" }] : [];
  return gates.flatMap(({ gate, answer, reason, todo }) => {
    if (answer === "allow") return [];
    const code = answer === "deny" ? "operation/gate-closed" : "operation/gate-unknown";
    return makeFinding({
      code,
      message: `${gate}: ${reason}`,
      docs: `packages/operations/docs/errors.md#${code.replace("/", "-")}`,
      service: service.name,
      places: ASKED.has(gate) ? places : [],
      suggestions: todo === undefined ? [] : [toDo(todo, { ...passing, environment: environment.name })],
      discriminator: `${gate} ${environment.name} ${passing.digest}`,
    });
  });
}

/** Those that the platform writes below `gates:`. */
const ASKED = new Set(["approvals", "freeze", "evidence", "contracts"]);

/** A gate that says no is for somebody to open; rules that could not be evaluated, and nothing else, are a fault of theirs. */
export function closedStatus(gates: readonly RecordedGate[]): Status {
  const closed = gates.filter(({ answer }) => answer !== "allow");
  return closed.every(({ gate, answer }) => gate === "policy" && answer === "unknown") ? "fault" : "failed";
}

/** `freeze and approvals`, in the order in which they were asked. */
export function closedGates(gates: readonly RecordedGate[]): string {
  const names = gates.filter(({ answer }) => answer !== "allow").map(({ gate }) => gate);
  return names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
}
