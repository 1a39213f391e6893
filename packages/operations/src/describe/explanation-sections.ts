import { canonicalJson, formatPlace, type Json } from "@towpath/core";
import { type Explanation, holdingLayer } from "@towpath/manifest/explain";
import type { Section } from "@towpath/report";

/** Explanations as a person reads them: environments in which all is the same are told together. */
export function explanationSections(explanations: readonly Explanation[]): readonly Section[] {
  const groups = Map.groupBy(explanations, ({ environment: _, advice: __, ...rest }) => canonicalJson(rest));
  return [...groups.values()].flatMap((same) => {
    const [first] = same;
    return first ? sectionsOf(first, listed(same.map(({ environment }) => environment))) : [];
  });
}

function sectionsOf(explanation: Explanation, environments: string): readonly Section[] {
  const { address, layers, references, members, advice } = explanation;
  const holding = holdingLayer(layers);
  return [
    { kind: "fields", title: `${address} in ${environments}`, fields: fieldsOf(explanation) },
    ...table(
      "Who says it, the highest last",
      ["", "layer", "value", "where"],
      // Of a mapping, each part has its own story.
      (members.length > 0 ? [] : layers).map((one) => {
        const { layer, value, place } = one;
        return [
          one === holding ? "→" : "",
          LAYERS[layer],
          value === null ? "(taken out)" : shown(value),
          place ? formatPlace(place) : "",
        ];
      }),
    ),
    ...table(
      "What its placeholders stand for",
      ["placeholder", "is", "where"],
      references.map(({ written, kind, text, from, type, isSecret, place }) => [
        written,
        kind === "fact"
          ? shown(text ?? "")
          : kind === "nothing"
            ? "nothing that is there"
            : `${isSecret ? "a secret" : (WHAT[kind] ?? `a ${type ?? "value"}`)} from ${from ?? ""}`,
        place ? formatPlace(place) : "",
      ]),
    ),
    ...table(
      "What is in it",
      ["value", "is", "layer", "where"],
      members.map(({ address: of, value, isSecret, layer, place }) => [
        of.startsWith(`${address}.`) ? of.slice(address.length + 1) : of,
        isSecret ? "(secret)" : value === undefined ? "(known later)" : shown(value),
        layer === undefined ? "" : LAYERS[layer],
        place ? formatPlace(place) : "",
      ]),
    ),
    ...(advice.length > 0 ? [{ kind: "lines" as const, title: "What you can do", lines: advice }] : []),
  ];
}

const WHAT: Readonly<Record<string, string>> = { resource: "the resource", service: "the address" };

const LAYERS = {
  "built in": "built in",
  type: "resource type",
  size: "size of the type",
  platform: "platform",
  "platform environment": "platform, for this environment",
  service: "service",
  "service environment": "service, for this environment",
} as const;

const TIERS = {
  mandatory: "mandatory: the platform decides, or sets bounds that nobody goes below",
  recommended: "recommended: a team may set it, and that is reported",
  free: "free: a team may set it",
} as const;

const CHANGES = {
  update: "update: done in place",
  restart: "restart: what is there is restarted",
  "grow-only": "grow-only: it may become more; for less a new one is made",
  replace: "replace: a new one is made",
} as const;

function fieldsOf(explanation: Explanation): readonly { readonly name: string; readonly value: string }[] {
  const { value, unknown, isSecret, setting, output, layers, members } = explanation;
  const field = (name: string, text: string | undefined) => (text === undefined ? [] : [{ name, value: text }]);
  const what = output
    ? `an output of type ${output.type}${output.isSecret ? ", secret" : ""}`
    : isSecret
      ? "(secret)"
      : (unknown ??
        (value === undefined ? absent(layers.length) : members.length > 0 ? contents(members.length) : shown(value)));
  return [
    ...field("value", what),
    ...field("about", setting?.description ?? output?.description),
    ...field("takes", setting && setting.bounds.length > 0 ? setting.bounds.join(", ") : undefined),
    ...field("tier", setting && TIERS[setting.tier]),
    ...field("why", setting?.why),
    ...field("change", setting && CHANGES[setting.change]),
    ...field("rule", setting && setting.tier !== "free" ? setting.rule : undefined),
    ...field("defined", setting || output ? formatPlace((setting ?? output)?.place ?? { file: "" }) : undefined),
  ];
}

function absent(layers: number): string {
  return layers > 0 ? "(taken out)" : "(nobody says anything)";
}

function contents(count: number): string {
  return count === 1 ? "one value" : `${count} values`;
}

function table(title: string, head: readonly string[], rows: readonly (readonly string[])[]): readonly Section[] {
  return rows.length === 0 ? [] : [{ kind: "table", title, head, rows }];
}

const LONGEST_SHOWN = 100;

/** A value on one line. */
function shown(value: Json): string {
  const text = JSON.stringify(value);
  return text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN)}…` : text;
}

/** `dev`, `dev and int`, `dev, int and prod` */
function listed(names: readonly string[]): string {
  return [...new Set(names)].join(", ").replace(/, ([^,]*)$/, " and $1");
}
