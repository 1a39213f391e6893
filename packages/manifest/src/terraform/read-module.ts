import type { Files } from "@towpath/core";
import { readModuleFiles } from "./module-files.ts";
import type { Attribute, Block, Body, ModuleFlaw, ReadFile } from "./syntax/block.ts";
import type {
  ModuleCall,
  ModuleOutput,
  ModuleVariable,
  RequiredProvider,
  TerraformModule,
} from "./terraform-module.ts";
import { writtenType } from "./type-constraint.ts";

const TYPES = new Set(["variable", "output", "module", "resource", "terraform"]);
const NAMED = ["variable", "output", "module"];
/** What a module block means by these names, so that no variable may have them. */
const RESERVED = new Set([
  "_",
  "count",
  "depends_on",
  "for_each",
  "lifecycle",
  "locals",
  "providers",
  "source",
  "version",
]);

/**
 * Reads a module from the files in its folder, in the native and the JSON syntax, with those that override others. Reads no module
 * that it calls. Never throws: what cannot be read is among its flaws.
 * See https://developer.hashicorp.com/terraform/language/files.
 *
 * @param folder of the module. Absolute
 * @param boundary the folder that no link may lead out of. Absolute
 */
export function readModule(folder: string, boundary: string, files: Files): TerraformModule {
  const { names, main, overrides, flaws: found } = readModuleFiles(folder, boundary, files, TYPES);
  const flaws: ModuleFlaw[] = [...found];
  const blocks = merged(main, overrides, flaws);
  const named = (type: string): readonly Block[] => [...(blocks.get(type)?.values() ?? [])].sort(byLabel);
  const settings = [...main, ...overrides].flatMap((file) => file.blocks.filter(({ type }) => type === "terraform"));
  const resources = main.flatMap((file) => file.blocks.filter(({ type }) => type === "resource"));
  return {
    files: names,
    variables: byName(named("variable"), (block) => variableOf(block, flaws)),
    outputs: byName(named("output"), outputOf),
    calls: byName(named("module"), callOf),
    resources: new Map(sorted(resources.map(({ labels, at }) => [labels.join("."), at] as const))),
    providers: new Map(sorted(settings.flatMap(({ body }) => providersOf(body)))),
    requiredVersions: settings.flatMap(({ body }) => textOf(body.attributes.get("required_version")) ?? []),
    flaws,
  };
}

type Blocks = ReadonlyMap<string, ReadonlyMap<string, Block>>;

/** The blocks with one name, those of override files laid over the others. */
function merged(main: readonly ReadFile[], overrides: readonly ReadFile[], flaws: ModuleFlaw[]): Blocks {
  const all = new Map(NAMED.map((type) => [type, new Map<string, Block>()]));
  for (const block of main.flatMap(({ blocks }) => blocks)) {
    const known = all.get(block.type);
    const name = nameOf(block, flaws);
    if (!known || name === undefined) continue;
    if (known.has(name)) flaws.push({ ...block.at, message: `the ${block.type} ${name} is here twice` });
    else known.set(name, block);
  }
  for (const block of overrides.flatMap(({ blocks }) => blocks)) {
    const known = all.get(block.type);
    const name = nameOf(block, flaws);
    if (!known || name === undefined) continue;
    const before = known.get(name);
    if (before) known.set(name, { ...before, body: laidOver(before.body, block.body) });
    else flaws.push({ ...block.at, message: `there is no ${block.type} ${name} that this could override` });
  }
  return all;
}

function laidOver(below: Body, above: Body): Body {
  return {
    attributes: new Map([...below.attributes, ...above.attributes]),
    blocks: above.blocks.length > 0 ? above.blocks : below.blocks,
  };
}

function nameOf({ type, labels, at }: Block, flaws: ModuleFlaw[]): string | undefined {
  const [name, ...others] = labels;
  if (!NAMED.includes(type)) return undefined;
  if (name !== undefined && others.length === 0 && /^[\p{ID_Start}_][\p{ID_Continue}-]*$/u.test(name)) return name;
  flaws.push({ ...at, message: `a ${type} has one name, of letters, digits, _ and -` });
  return undefined;
}

function variableOf({ body, at, labels: [name = ""] }: Block, flaws: ModuleFlaw[]): ModuleVariable {
  const { attributes, blocks } = body;
  const written = attributes.get("type");
  const type = written && writtenType(written);
  if (RESERVED.has(name)) flaws.push({ ...at, message: `no variable may be called ${name}` });
  if (written && !type)
    flaws.push({ ...written.at, message: `the type of the variable ${name} is none that is known` });
  return {
    name,
    at,
    isRequired: !attributes.has("default"),
    type: written ? type : { kind: "any" },
    isNullable: isTrue(attributes.get("nullable"), true),
    isSensitive: isTrue(attributes.get("sensitive")),
    isEphemeral: isTrue(attributes.get("ephemeral")),
    hasValidation: blocks.some((block) => block.type === "validation"),
  };
}

function outputOf({ body: { attributes }, at, labels: [name = ""] }: Block): ModuleOutput {
  return {
    name,
    at,
    isSensitive: isTrue(attributes.get("sensitive")),
    isEphemeral: isTrue(attributes.get("ephemeral")),
  };
}

function callOf({ body: { attributes }, at, labels: [name = ""] }: Block): ModuleCall {
  return { name, at, source: textOf(attributes.get("source")), version: textOf(attributes.get("version")) };
}

function providersOf(body: Body): readonly (readonly [string, RequiredProvider])[] {
  return body.blocks
    .filter(({ type }) => type === "required_providers")
    .flatMap((block) =>
      [...block.body.attributes].map(([name, { at, value }]) => {
        const text = (key: string): string | undefined => {
          const member = value.kind === "object" ? value.members.get(key) : undefined;
          return member?.kind === "literal" && typeof member.value === "string" ? member.value : undefined;
        };
        // Short for its version alone, as it was before sources.
        const version = value.kind === "literal" && typeof value.value === "string" ? value.value : text("version");
        return [name, { at, source: text("source"), version }] as const;
      }),
    );
}

/** Terraform takes the words in quotes, too. */
function isTrue(attribute: Attribute | undefined, standard = false): boolean {
  if (attribute?.value.kind !== "literal" || attribute.value.value === null) return standard;
  return attribute.value.value === true || attribute.value.value === "true";
}

function textOf(attribute: Attribute | undefined): string | undefined {
  const value = attribute?.value.kind === "literal" ? attribute.value.value : undefined;
  return typeof value === "string" ? value : undefined;
}

function byName<T>(blocks: readonly Block[], make: (block: Block) => T): ReadonlyMap<string, T> {
  return new Map(blocks.map((block) => [block.labels[0] ?? "", make(block)]));
}

function byLabel({ labels: [a = ""] }: Block, { labels: [b = ""] }: Block): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function sorted<T>(entries: readonly (readonly [string, T])[]): readonly (readonly [string, T])[] {
  return [...entries].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
}
