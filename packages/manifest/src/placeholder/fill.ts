import { address, type Finding, isJsonObject, type Json, type JsonObject, own, type Place } from "@towpath/core";
import type { ManifestCode } from "../codes.ts";
import { finding, names, shown } from "../finding.ts";
import type { TemplatePart } from "../graph/template.ts";
import { didYouMean } from "../schema/did-you-mean.ts";
import { type Part, parsePlaceholders } from "./parse.ts";
import type { Scope } from "./scope.ts";

/** Where a text with placeholders stands. */
export interface Spot {
  /**
   * `secret-safe`: may hold anything that is there before a workload starts; `workload`: may also hold where other services
   * are; `known-to-others`: may hold anything but secrets; `plain`: is shown and logged, and must
   * be known before anything is made; `volume`: is shown, and may name a resource itself.
   */
  readonly kind: "secret-safe" | "workload" | "known-to-others" | "plain" | "volume";
  /** What it is, for a message: `a label`. */
  readonly what: string;
  /** Who sees it; everybody when absent. */
  readonly seenBy?: string | undefined;
  readonly address: string;
  /** Where a part of the text stands. */
  place(part: string): Place;
}

export interface Filled {
  /** Adjacent texts joined. */
  readonly parts: readonly TemplatePart[];
  readonly isSecret: boolean;
  readonly findings: readonly Finding[];
}

const ROOTS = ["resources", "secrets", "consumes", "metadata", "environment"];

/** What a placeholder may name of a service that is consumed. */
const OF_SERVICE = ["url", "host", "port"];

/** A text that is what it says. */
export function filledPlainly(text: string): Filled {
  return { parts: text === "" ? [] : [{ kind: "text", text }], isSecret: false, findings: [] };
}

/** How many flaws of one text are said: the first of thousands tell enough. */
const MOST_FLAWS = 100;

/** Fills in what metadata and the environment say; outputs and secrets stay references. Everything is checked. */
export function fill(text: string, scope: Scope, spot: Spot): Filled {
  const findings: Finding[] = [];
  const parts: TemplatePart[] = [];
  for (const part of parsePlaceholders(text)) {
    if (findings.length >= MOST_FLAWS) break;
    const filled = fillPart(part, scope, spot, findings);
    const last = parts.at(-1);
    if (filled.kind === "text" && last?.kind === "text")
      parts[parts.length - 1] = { kind: "text", text: last.text + filled.text };
    else parts.push(filled);
  }
  const isSecret = parts.some((part) => part.kind === "secret" || (part.kind === "output" && part.isSecret));
  return { parts, isSecret, findings };
}

/** The text of a plain spot: what is unknown has been reported. */
export function filledText({ parts }: Filled): string {
  return parts.map((part) => (part.kind === "text" ? part.text : "")).join("");
}

function fillPart(part: Part, scope: Scope, spot: Spot, findings: Finding[]): TemplatePart {
  const nothing: TemplatePart = { kind: "text", text: "" };
  if (part.kind === "text") return part;
  const report = (
    code: ManifestCode,
    message: string,
    suggestions: readonly string[],
    also: readonly Place[] = [],
  ): TemplatePart => {
    const places = [spot.place(part.written), ...also.map((place) => ({ ...place, note: "declared here" }))];
    const { service, environment } = scope;
    const facts = { code, message, suggestions, places, service, environments: [environment] };
    findings.push(finding({ ...facts, address: spot.address, discriminator: part.written }));
    return nothing;
  };
  const written = shown(part.written).slice(1, -1);
  if (part.kind === "flaw")
    return report("manifest/placeholder", `The placeholder ${written} ${part.why}.`, escapes(written));
  const [root = "", name, key, ...more] = part.path;
  if (root === "metadata" || root === "environment") {
    const all: JsonObject = root === "metadata" ? scope.metadata : { ...scope.values, name: scope.environment };
    const found = lookUp(all, part.path.slice(1));
    if (found === undefined) {
      const known = Object.keys(all).sort();
      return report(
        "manifest/placeholder",
        `${written} names nothing: ${root} has no ${shown(part.path.slice(1).join("."))}.`,
        didYouMean(name ?? "", known),
      );
    }
    if (typeof found === "object")
      return report("manifest/placeholder", `${written} is ${shown(found)}; a placeholder takes one value.`, []);
    return { kind: "text", text: String(found) };
  }
  if (root === "resources") {
    const isWhole = spot.kind === "volume" && name !== undefined && key === undefined;
    if (name === undefined || (key === undefined && !isWhole) || more.length > 0)
      return report("manifest/placeholder", `${written} is no output: write \${resources.NAME.OUTPUT}.`, []);
    const resource = scope.resources.get(name);
    if (resource === "broken") return nothing;
    if (!resource) {
      const known = [...scope.resources.keys()];
      return report(
        "manifest/unknown-resource",
        `${written} names no resource: there is no ${shown(name)}.`,
        didYouMean(name, known),
      );
    }
    if (key === undefined) return { kind: "resource", address: address("resources", name) };
    const output = resource.outputs.get(key);
    if (!output) {
      const known = [...resource.outputs.keys()];
      return report(
        "manifest/unknown-output",
        `${written} names no output: ${resource.type} has no ${shown(key)}.`,
        didYouMean(key, known),
      );
    }
    const { isSecret } = output.contract;
    if (!isSecretSafe(spot) && isSecret)
      return report(
        "manifest/secret-exposed",
        `${written} is a secret, and ${spot.what} is shown to ${spot.seenBy ?? "everybody"}.`,
        instead(written, spot),
        [output.place],
      );
    if (spot.kind === "plain")
      return report(
        "manifest/placeholder",
        `${written} is known only when ${shown(name)} is there, too late for ${spot.what}.`,
        instead(written, spot),
        [output.place],
      );
    return { kind: "output", address: address("resources", name), output: key, isSecret };
  }
  if (root === "secrets") {
    if (name === undefined || key !== undefined)
      return report("manifest/placeholder", `${written} is no secret: write \${secrets.NAME}.`, []);
    const place = scope.secrets.get(name);
    if (place === "broken") return nothing;
    if (!place) {
      const known = [...scope.secrets.keys()];
      return report(
        "manifest/unknown-secret",
        `${written} names no secret: there is no ${shown(name)}.`,
        didYouMean(name, known),
      );
    }
    if (!isSecretSafe(spot))
      return report(
        "manifest/secret-exposed",
        `${written} is a secret, and ${spot.what} is shown to ${spot.seenBy ?? "everybody"}.`,
        instead(written, spot),
        [place],
      );
    return { kind: "secret", address: address("secrets", name) };
  }
  if (root === "consumes") {
    if (name === undefined || key === undefined || more.length > 0)
      return report("manifest/placeholder", `${written} is no address: write \${consumes.NAME.url}.`, []);
    const place = scope.consumes.get(name);
    if (place === "broken") return nothing;
    if (!place)
      return report(
        "manifest/placeholder",
        `${written} names no service: consumes has no ${shown(name)} with \`service:\`.`,
        didYouMean(name, [...scope.consumes.keys()]),
      );
    if (!OF_SERVICE.includes(key))
      return report(
        "manifest/placeholder",
        `${written} names nothing: of a service there is ${names(OF_SERVICE)}.`,
        didYouMean(key, OF_SERVICE),
        [place],
      );
    if (spot.kind !== "workload")
      return report(
        "manifest/placeholder",
        `${written} is known only when the workload starts, too late for ${spot.what}.`,
        ["Set a variable of the workload to it."],
        [place],
      );
    return { kind: "service", address: address("consumes", name), output: key };
  }
  const suggestions = [...didYouMean(root, ROOTS).slice(0, -1), ...escapes(written)];
  return report(
    "manifest/placeholder",
    `${written} names nothing: a placeholder starts with ${names(ROOTS)}.`,
    suggestions,
  );
}

function isSecretSafe({ kind }: Spot): boolean {
  return kind === "secret-safe" || kind === "workload";
}

/** A command can read a variable; a label cannot. */
function instead(written: string, { what }: Spot): readonly string[] {
  const canRead = what === "a command line" || what === "an argument";
  return [canRead ? `Set a variable to ${written} and read that.` : "Take it out."];
}

function escapes(written: string): readonly string[] {
  return [`Write $${written} for the text itself.`];
}

function lookUp(value: Json, path: readonly string[]): Json | undefined {
  let found: Json | undefined = value;
  for (const segment of path) found = isJsonObject(found) ? own(found, segment) : undefined;
  return path.length === 0 ? undefined : found;
}
