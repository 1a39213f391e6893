import { type Address, addressSegments, type Json, Secret } from "@towpath/core";
import type { GraphContainer, Template, TemplatePart } from "@towpath/manifest";
import type { Context, OutputValue } from "../engine.ts";
import { provisioningError } from "../errors.ts";

/** Where another service is that this one consumes: `url`, `host` or `port` of `consumes.NAME`. */
export type ServiceReader = (address: Address, output: string) => Promise<string | undefined>;

/** What rendering needs: outputs on record, the values of secrets, and where other services are, for whoever knows that. */
export interface TemplateContext extends Pick<Context, "outputs" | "secrets"> {
  readonly services?: ServiceReader | undefined;
}

/**
 * A template with every placeholder filled in; a {@link Secret} as soon as some part of it is one.
 *
 * @throws {ProvisioningError} `provisioning/output-missing` for a resource that is not there yet; `provisioning/secret-missing`
 */
export async function renderTemplate(template: Template, context: TemplateContext): Promise<string | Secret> {
  const values = await Promise.all(template.parts.map((part) => partValue(part, template, context)));
  const text = values.map((value) => (value instanceof Secret ? value.reveal() : plainText(value))).join("");
  const isSecret = template.isSecret || values.some((value) => value instanceof Secret);
  return isSecret ? new Secret(text) : text;
}

/**
 * The variables of a container, rendered, by name.
 *
 * @throws {ProvisioningError} as {@link renderTemplate}
 */
export async function resolveVariables(
  container: Pick<GraphContainer, "variables">,
  context: TemplateContext,
): Promise<Readonly<Record<string, string | Secret>>> {
  const rendered = Object.entries(container.variables).map(
    async ([name, template]) => [name, await renderTemplate(template, context)] as const,
  );
  return Object.fromEntries(await Promise.all(rendered));
}

/**
 * A template that is one output alone keeps that output's type (a port stays a number); undefined while something is not
 * there yet.
 */
export async function renderValue(template: Template, context: TemplateContext): Promise<OutputValue | undefined> {
  for (const part of template.parts)
    if (part.kind === "output" && (await context.outputs(part.address, part.output)) === undefined) return undefined;
  const [only] = template.parts;
  if (only?.kind === "output" && template.parts.length === 1) return context.outputs(only.address, only.output);
  return renderTemplate(template, context);
}

async function partValue(part: TemplatePart, template: Template, context: TemplateContext): Promise<OutputValue> {
  switch (part.kind) {
    case "text":
      return part.text;
    case "resource":
      return addressSegments(part.address).at(-1) ?? part.address;
    case "secret":
      return context.secrets(part.address);
    case "service": {
      const value = await context.services?.(part.address, part.output);
      if (value !== undefined) return value;
      throw provisioningError({
        code: "provisioning/output-missing",
        kind: "refused",
        message: `Where ${part.address} is reached is not known here.`,
        place: template.origin.place,
        hint: "Only what runs a workload knows where other services are.",
      });
    }
    case "output": {
      const value = await context.outputs(part.address, part.output);
      if (value !== undefined) return value;
      throw provisioningError({
        code: "provisioning/output-missing",
        kind: "refused",
        message: `${part.address} has no output "${part.output}" yet.`,
        place: template.origin.place,
        hint: "It is there once the resource is: run towpath apply first, then this command again.",
      });
    }
  }
}

function plainText(value: Json): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
