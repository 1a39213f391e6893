import type { ResourceTypeModel } from "@towpath/manifest";

type Settings = NonNullable<ResourceTypeModel["document"]["settings"]>;
type Setting = Settings[string];

/** What a page says of one type: its versions, settings, sizes and outputs. */
export function typeSection({ name, document }: ResourceTypeModel): string {
  const { metadata, versions = [], settings = {}, sizes = {}, outputs = {}, recipes } = document;
  const written = versions.map(({ version, status, until }) =>
    status === "supported" ? version : `${version} (${status}${until === undefined ? "" : ` until ${until}`})`,
  );
  const rows = Object.entries(settings).flatMap(([setting, definition]) => settingRows(setting, definition));
  const given = Object.entries(outputs).map(([output, { secret = false, description }]) => [
    `\`${output}\``,
    secret ? "yes" : "",
    plain(description),
  ]);
  const named = Object.entries(sizes).map(
    ([size, set]) =>
      `\`${size}\` (${Object.entries(set)
        .map(([setting, value]) => `${setting} ${shown(value)}`)
        .join(", ")})`,
  );
  return [
    `## ${name}`,
    `${plain(metadata.description)}${Object.hasOwn(recipes, "local") ? "" : " Not on the local engine."}`,
    ...(written.length > 0 ? [`Versions: ${written.join(", ")}.`] : []),
    table(["setting", "values", "without it", "who decides", "a change", "what it is"], rows),
    ...(named.length > 0 ? [`Sizes: ${named.join(", ")}.`] : []),
    table(["output", "secret", "what it is"], given),
  ].join("\n\n");
}

function settingRows(name: string, definition: Setting): readonly (readonly string[])[] {
  const { default: usual, const: only, tier = "free", change = "update", description, why, properties } = definition;
  const row = [
    `\`${name}\``,
    valuesOf(definition),
    only === undefined ? (usual === undefined ? (properties ? "" : "**has to be said**") : `\`${shown(usual)}\``) : "",
    tier === "free" ? "the team" : `**${tier}**`,
    change,
    `${plain(description)}${why === undefined ? "" : ` ${plain(why)}`}`,
  ];
  return [row, ...Object.entries(properties ?? {}).flatMap(([inner, each]) => settingRows(`${name}.${inner}`, each))];
}

function valuesOf({ type, enum: choices, const: only, minimum, maximum, items }: Setting): string {
  if (only !== undefined) return `only \`${shown(only)}\``;
  if (choices) return choices.map((choice) => `\`${shown(choice)}\``).join(", ");
  if (items)
    return `list of ${items.enum ? items.enum.map((choice) => `\`${shown(choice)}\``).join(", ") : items.type}`;
  const bounds = minimum === undefined ? "" : maximum === undefined ? ` from ${minimum}` : `, ${minimum} to ${maximum}`;
  return `${type ?? ""}${bounds}`;
}

function shown(value: unknown): string {
  return typeof value === "string" && value !== "" ? value : JSON.stringify(value);
}

function plain(text: string | undefined): string {
  return (text ?? "").replaceAll("|", "\\|");
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const all = [head, ...rows];
  const widths = head.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]) => `| ${cells.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join(" | ")} |`;
  return [line(head), line(widths.map((width) => "-".repeat(width))), ...rows.map(line)].join("\n");
}
