/** A block as the extract writes it: attributes as `"string optional computed"`, their types in Terraform's words. */
export interface SlimBlock {
  readonly attributes: Readonly<Record<string, string | { readonly type: unknown; readonly is: string }>>;
  readonly blocks?: Readonly<Record<string, SlimNested>>;
}

interface SlimNested {
  readonly nesting: "single" | "list" | "set";
  readonly minItems?: 1;
  readonly maxItems?: 1;
  readonly block: SlimBlock;
}

/** What the getters of the generated classes are called for each type. */
const GETTERS: Readonly<Record<string, string>> = {
  getStringAttribute: "string",
  getNumberAttribute: "number",
  getBooleanAttribute: "bool",
  getListAttribute: "list(string)",
  getNumberListAttribute: "list(number)",
  getStringMapAttribute: "map(string)",
  getNumberMapAttribute: "map(number)",
  getBooleanMapAttribute: "map(bool)",
  StringMap: "map(string)",
};

const STORAGE: Readonly<Record<string, string>> = {
  string: "string",
  number: "number",
  boolean: "bool",
  stringList: "list(string)",
  stringMap: "map(string)",
};

/** Reads the class of a resource or a data source, with the classes of its blocks. */
export function readClass(source: string): SlimBlock {
  const name = /export class (\w+) extends cdktn\.Terraform(?:Resource|DataSource) /.exec(source)?.[1];
  if (name === undefined) throw new Error("The source has no class of a resource.");
  return readBlock(source, name);
}

/** Reads what a provider is configured with. The generated code keeps its blocks as plain lists. */
export function readProvider(source: string): SlimBlock {
  const body = bodyOf(source, "AzurermProvider extends cdktn.TerraformProvider", "class");
  const entries = body.slice(body.indexOf("synthesizeHclAttributes"));
  return configured(source, entries, bodyOf(source, "AzurermProviderConfig", "interface"), new Set(["alias"]));
}

function readBlock(source: string, name: string): SlimBlock {
  const attributes: Record<string, SlimBlock["attributes"][string]> = {};
  const blocks: Record<string, SlimNested> = {};
  for (const { field, flags, text } of fieldsOf(bodyOf(source, `${name} extends`, "class"))) {
    const [, inner, kind, wrapsSet] =
      /= new ([A-Z]\w+?)(OutputReference|List|Map)\(this, "\w+"(?:, (true|false))?\)/.exec(text) ?? [];
    if (inner === undefined) {
      attributes[field] = `${typeOf(text, name, field)} ${wordsOf(field, flags)}`;
      continue;
    }
    if (kind === "Map") throw new Error(`${name}.${field} is a map of objects, which is not read.`);
    const nesting = wrapsSet === "true" ? "set" : "list";
    const block = readBlock(source, `${inner}OutputReference`);
    if (flags.computed) attributes[field] = { type: [nesting, objectOf(block)], is: wordsOf(field, flags) };
    else if (field === "timeouts") blocks[field] = { nesting: "single", block };
    else {
      blocks[field] = {
        nesting: kind === "OutputReference" ? nestingOf(source, name, field) : nesting,
        ...(flags.required && { minItems: 1 }),
        ...(kind === "OutputReference" && { maxItems: 1 }),
        block,
      };
    }
  }
  return { attributes, ...(Object.keys(blocks).length > 0 && { blocks }) };
}

/** What stands where a block may stand once is a set or a list: the function that writes it as HCL knows. */
function nestingOf(source: string, name: string, field: string): "list" | "set" {
  const block = name.replace(/OutputReference$/, "");
  const writer = `export function ${block.charAt(0).toLowerCase()}${block.slice(1)}ToHclTerraform`;
  const at = source.indexOf(writer);
  const from = at < 0 ? source.indexOf("synthesizeHclAttributes") : at;
  const [, kind] = new RegExp(`\\n +${field}: \\{\\n[^}]*?type: "(list|set)"`).exec(source.slice(from)) ?? [];
  if (kind === undefined) throw new Error(`${name}.${field} is neither a list nor a set.`);
  return kind === "set" ? "set" : "list";
}

interface Flags {
  readonly computed: boolean;
  readonly optional: boolean;
  readonly required: boolean;
}

function fieldsOf(body: string): { field: string; flags: Flags; text: string }[] {
  const comment = /^ {2}\/\/ (\w+) - computed: (true|false), optional: (true|false), required: (true|false)$/gm;
  const found = [...body.matchAll(comment)];
  return found.map((match, index) => ({
    field: match[1] ?? "",
    flags: { computed: match[2] === "true", optional: match[3] === "true", required: match[4] === "true" },
    text: body.slice(match.index, found[index + 1]?.index),
  }));
}

function typeOf(text: string, name: string, field: string): string {
  const [, getter = ""] = /this\.(get\w+Attribute)\(|new cdktn\.(\w+)\(/.exec(text)?.filter(Boolean) ?? [];
  const type = GETTERS[getter];
  if (type === undefined) throw new Error(`${name}.${field} is of a type that is not read: ${text.slice(0, 300)}`);
  return text.includes("cdktn.Fn.tolist(") ? type.replace("list", "set") : type;
}

function wordsOf(field: string, flags: Flags): string {
  const words = [flags.required && "required", flags.optional && "optional", flags.computed && "computed"];
  // Names are all that the generated code says of them: every write-only argument of azurerm ends like this.
  return [...words, field.endsWith("_wo") && "write-only"].filter((word) => word !== false).join(" ");
}

/** The type of the values of a block that is an attribute: Terraform writes it as a list or a set of objects. */
function objectOf(block: SlimBlock): unknown {
  const own = Object.entries(block.attributes).map(([name, attribute]) => [
    name,
    typeof attribute === "string" ? jsonType(attribute.split(" ")[0] ?? "") : attribute.type,
  ]);
  const inner = Object.entries(block.blocks ?? {}).map(([name, nested]) => [
    name,
    [nested.nesting, objectOf(nested.block)],
  ]);
  return ["object", Object.fromEntries([...own, ...inner])];
}

function jsonType(words: string): unknown {
  const [, kind, of] = /^(list|set|map)\((\w+)\)$/.exec(words) ?? [];
  return kind === undefined ? words : [kind, of];
}

function configured(source: string, entries: string, declared: string, leftOut = new Set<string>()): SlimBlock {
  const attributes: Record<string, string> = {};
  const blocks: Record<string, SlimNested> = {};
  const entry =
    /\n +(\w+): \{\n +value: ([^\n]+),\n +isBlock: (true|false),\n +type: "(\w+)",\n +storageClassType: "(\w+)",/g;
  for (const [, field = "", value = "", isBlock, type = "", storage = ""] of entries.matchAll(entry)) {
    if (leftOut.has(field)) continue;
    const isRequired = new RegExp(`readonly ${camel(field)}:`).test(declared);
    if (isBlock === "true") {
      const [, inner = ""] = /listMapperHcl\((\w+)ToHclTerraform/.exec(value) ?? [];
      const writer = bodyOf(source, `${inner}ToHclTerraform(`, "function");
      const block = configured(
        source,
        writer,
        bodyOf(source, inner.charAt(0).toUpperCase() + inner.slice(1), "interface"),
      );
      blocks[field] = { nesting: type === "set" ? "set" : "list", ...(isRequired && { minItems: 1 }), block };
      continue;
    }
    const kept = STORAGE[storage];
    if (kept === undefined) throw new Error(`${field} of the provider is of a type that is not read: ${storage}`);
    attributes[field] =
      `${type === "set" ? kept.replace("list", "set") : kept} ${isRequired ? "required" : "optional"}`;
  }
  return { attributes, ...(Object.keys(blocks).length > 0 && { blocks }) };
}

const camel = (name: string) => name.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());

/** The text of a declaration, to the closing brace at the beginning of a line. */
function bodyOf(source: string, name: string, kind: "class" | "interface" | "function"): string {
  const from = source.search(new RegExp(`^export ${kind} ${name.replace(/[().]/g, "\\$&")}`, "m"));
  if (from < 0) throw new Error(`The source has no ${kind} ${name}.`);
  return source.slice(from, source.indexOf("\n}", from));
}
