import { nearest, Secret } from "@towpath/core";
import { type OutputValue, observeEnvironment } from "@towpath/provisioning";
import { type EnvironmentRequest, openGraph } from "../documents/open-documents.ts";
import { openWorld } from "../environment/open-world.ts";
import { OperationError } from "../errors.ts";
import { operation } from "../operation.ts";

/** Which outputs to show, and to whom. */
export interface OutputsRequest extends EnvironmentRequest {
  /** Only this resource (`resources.db`) or output (`resources.db.url`). */
  readonly address?: string | undefined;
  readonly reveals?: boolean | undefined;
  /** Whether the result is shown to a person on a terminal; secrets are revealed nowhere else. */
  readonly isTerminal: boolean;
}

/** What the resources give. */
export interface OutputsData {
  /** By address of the output; `null` stands for a secret that is not shown. */
  readonly outputs: Readonly<Record<string, { readonly value: unknown; readonly isSecret: boolean }>>;
}

/** What the resources of an environment give. Secrets are shown on a terminal only, and only when asked for. */
export const outputs = operation<OutputsRequest, OutputsData>("outputs", async (request, effects) => {
  if (request.reveals && !request.isTerminal) {
    throw new OperationError({
      code: "operation/reveal-needs-terminal",
      message: "Secrets are shown on a terminal only; this output goes somewhere else.",
      hint: "Run it on a terminal, or let the workload take the value from its variables.",
    });
  }
  const opened = await openGraph(request, effects, true);
  const { graph } = opened;
  const world = await openWorld(graph, effects, { ...opened, isUntrusted: request.isUntrusted });
  const { resources } = await observeEnvironment(world);
  const all = resources.flatMap((resource) =>
    Object.entries(resource.outputs).map(([name, value]) => ({ address: `${resource.address}.${name}`, value })),
  );
  const { address } = request;
  const chosen =
    address === undefined ? all : all.filter((one) => one.address === address || one.address.startsWith(`${address}.`));
  if (address !== undefined && chosen.length === 0)
    throw unknownOutput(
      address,
      all.map((one) => one.address),
    );
  return {
    status: "ok",
    summary:
      all.length === 0
        ? `Nothing is there in ${graph.environment.name} yet; towpath apply makes it.`
        : `${graph.service.name} in ${graph.environment.name}.`,
    service: graph.service.name,
    environment: graph.environment.name,
    sections:
      chosen.length === 0
        ? []
        : [
            {
              kind: "table",
              head: ["output", "value"],
              rows: chosen.map((one) => [one.address, shown(one.value, request.reveals === true)]),
            },
          ],
    data: {
      outputs: Object.fromEntries(
        chosen.map(({ address: name, value }) => [
          name,
          value instanceof Secret ? { value: null, isSecret: true } : { value, isSecret: false },
        ]),
      ),
    },
  };
});

function shown(value: OutputValue, reveals: boolean): string {
  if (value instanceof Secret) return reveals ? value.reveal() : "(secret; --reveal shows it)";
  return typeof value === "string" ? value : JSON.stringify(value);
}

function unknownOutput(address: string, all: readonly string[]): OperationError {
  const near = nearest(address, [...all, ...new Set(all.map((one) => one.slice(0, one.lastIndexOf("."))))]);
  return new OperationError({
    code: "operation/unknown-output",
    message: `There is no output ${address}.`,
    hint: near
      ? `Did you mean ${near}?`
      : all.length > 0
        ? `There are ${all.join(", ")}.`
        : "Nothing is there yet; towpath apply makes it.",
  });
}
