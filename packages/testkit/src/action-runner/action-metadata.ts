import { readFileSync } from "node:fs";
import { join } from "node:path";
import { load } from "js-yaml";

/** An input as an `action.yml` declares it. */
export interface DeclaredInput {
  readonly description: string;
  readonly isRequired: boolean;
  readonly default: string | undefined;
}

/**
 * An `action.yml` of a JavaScript action, as far as a runner reads it.
 *
 * Format: https://docs.github.com/actions/reference/workflows-and-actions/metadata-syntax
 */
export interface ActionMetadata {
  readonly name: string;
  readonly description: string;
  readonly inputs: ReadonlyMap<string, DeclaredInput>;
  /** Descriptions by name. */
  readonly outputs: ReadonlyMap<string, string>;
  /** `node24` */
  readonly using: string;
  /** Relative to the action's folder. */
  readonly main: string;
}

/**
 * Reads the `action.yml` of an action's folder.
 *
 * @throws {Error} where a part that a runner needs is missing or of another type
 */
export function readActionMetadata(folder: string): ActionMetadata {
  const file = join(folder, "action.yml");
  const action = mapping(load(readFileSync(file, "utf8")), file);
  const runs = mapping(action["runs"], `${file}: runs`);
  const inputs = entries(action["inputs"], `${file}: inputs`).map(([name, input]) => {
    const declared: DeclaredInput = {
      description: text(input["description"], `${file}: inputs.${name}.description`),
      isRequired: input["required"] === true,
      default: input["default"] === undefined ? undefined : String(input["default"]),
    };
    return [name, declared] as const;
  });
  const outputs = entries(action["outputs"], `${file}: outputs`).map(
    ([name, output]) => [name, text(output["description"], `${file}: outputs.${name}.description`)] as const,
  );
  return {
    name: text(action["name"], `${file}: name`),
    description: text(action["description"], `${file}: description`),
    inputs: new Map(inputs),
    outputs: new Map(outputs),
    using: text(runs["using"], `${file}: runs.using`),
    main: text(runs["main"], `${file}: runs.main`),
  };
}

type Mapping = Readonly<Record<string, unknown>>;

function entries(value: unknown, where: string): readonly (readonly [string, Mapping])[] {
  if (value === undefined || value === null) return [];
  return Object.entries(mapping(value, where)).map(([name, entry]) => [name, mapping(entry, `${where}.${name}`)]);
}

function mapping(value: unknown, where: string): Mapping {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw new Error(`${where} must be a mapping.`);
  return Object.fromEntries(Object.entries(value));
}

function text(value: unknown, where: string): string {
  if (typeof value !== "string" || value.trim() === "") throw new Error(`${where} must be a text.`);
  return value.trim();
}
