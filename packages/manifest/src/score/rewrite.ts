import { canonicalJson, isJsonObject, type Json, own } from "@towpath/core";
import { shown } from "../finding.ts";
import { didYouMean } from "../schema/did-you-mean.ts";
import { escaped, parseScoreText, type ScorePart, written } from "./placeholders.ts";
import { listOf, mappingOf, memberOf, objectOf, type Sourced, textOf } from "./sourced.ts";
import { reportFlaw, type Translation } from "./translation.ts";

/** What a manifest can name in a placeholder. */
const NAMEABLE = /^[^\s(){}|?:+*/"'<>=&,;[\]\\$]+$/;

/** How many flaws of one file are said one by one: to find the place of each takes a look through the text. */
const MOST_FLAWS = 1_000;

/** A text without placeholders, as a manifest writes it. */
export function literal(of: Sourced): Sourced {
  const text = textOf(of);
  return text === undefined ? of : { ...of, value: escaped(text) };
}

/**
 * A text with placeholders, as a manifest writes it. What names nothing is said, and left out.
 *
 * @param path where the Score file has it
 * @param isVolume a resource may be named as a whole
 */
export function rewrite(of: Sourced, path: readonly string[], translation: Translation, isVolume = false): Sourced {
  const text = textOf(of);
  if (text?.includes("$") !== true) return of;
  const rewritten = new Map<string, string>();
  const parts = parseScoreText(text);
  const texts = parts.map((part, index) => {
    if (part.kind === "text") return escaped(part.text, index === parts.length - 1);
    const said = placeholder(part, of, path, translation, isVolume);
    if (said.startsWith("${")) rewritten.set(said, part.written);
    return said;
  });
  return { ...of, value: texts.join(""), rewritten };
}

/** The same for every text in a value. */
export function rewriteAll(of: Sourced, path: readonly string[], translation: Translation): Sourced {
  if (of.members)
    return mappingOf(
      of.said,
      [...of.members].map(([key, member]) => [key, rewriteAll(member, [...path, key], translation)]),
    );
  if (of.items)
    return listOf(
      of.said,
      of.items.map((item, index) => rewriteAll(item, [...path, String(index)], translation)),
    );
  return rewrite(of, path, translation);
}

type Placeholder = Extract<ScorePart, { readonly kind: "placeholder" }>;

function placeholder(
  { path: named, written: as }: Placeholder,
  of: Sourced,
  path: readonly string[],
  translation: Translation,
  isVolume: boolean,
): string {
  const report = (
    message: string,
    suggestions: readonly string[],
    code: "manifest/placeholder" | "manifest/unknown-resource" = "manifest/placeholder",
  ): string => {
    const place = of.said.document.placeOfText(of.said.path, as);
    reportFlaw(translation, { code, message, path, places: [place], suggestions, discriminator: as });
    return asItStands;
  };
  const asItStands = escaped(as, false);
  if (translation.findings.length >= MOST_FLAWS) return asItStands;
  const what = shown(as).slice(1, -1);
  const [root, name, ...rest] = named;
  if (isBroken(named, translation)) return asItStands;
  if (root === "metadata") {
    if (name === undefined) return report(`${what} names no metadata: write \${metadata.KEY}.`, []);
    const metadata = translation.written["metadata"] ?? null;
    const found = lookUp(metadata, named.slice(1));
    if (found === undefined) {
      const known = isJsonObject(metadata) ? Object.keys(metadata).sort() : [];
      return report(
        `${what} names nothing: metadata has no ${shown(named.slice(1).join("."))}.`,
        didYouMean(name, known),
      );
    }
    return metadataText(named.slice(1), found, translation);
  }
  if (root === "resources") {
    if (name === undefined) return report(`${what} names no resource: write \${resources.NAME.OUTPUT}.`, []);
    const all = objectOf({ value: translation.written["resources"] ?? null, said: of.said });
    if (!Object.hasOwn(all, name))
      return report(
        `${what} names no resource: there is no ${shown(name)}.`,
        didYouMean(name, Object.keys(all).sort()),
        "manifest/unknown-resource",
      );
    if (rest.length > 0) return written("resources", name, rest.join("."));
    return isVolume ? written("resources", name) : escaped(resourceId(name, translation), false);
  }
  return report(`${what} names nothing: a placeholder of a Score file starts with metadata or resources.`, [
    `Write $${what} for the text itself.`,
  ]);
}

/** Whether what a placeholder names is wrong: that has been said. */
function isBroken(named: readonly string[], { broken }: Translation): boolean {
  return broken.some(
    (gone) => gone.length > 0 && gone.length <= named.length && gone.every((one, index) => one === named[index]),
  );
}

/** A reference where the manifest has it by a name, or what the file says there. */
function metadataText(path: readonly string[], found: Json, { isWhole }: Translation): string {
  const isScalar = found !== null && typeof found !== "object";
  const [first] = path;
  if (isWhole && isScalar && first !== "annotations" && path.every((segment) => NAMEABLE.test(segment)))
    return path.length === 1 && first === "name" ? written("metadata", "name") : written("metadata", "values", ...path);
  return escaped(isScalar ? String(found) : canonicalJson(found), false);
}

/** What identifies a resource among those of all workloads: see https://docs.score.dev, Resource id references. */
function resourceId(name: string, { score, service }: Translation): string {
  const resource = memberOf(memberOf(score, "resources"), name);
  const type = textOf(memberOf(resource, "type")) ?? "";
  const id =
    textOf(memberOf(resource, "id")) ?? `${textOf(memberOf(memberOf(score, "metadata"), "name")) ?? service}.${name}`;
  return `${type}.${textOf(memberOf(resource, "class")) ?? "default"}#${id}`;
}

function lookUp(value: Json, path: readonly string[]): Json | undefined {
  let found: Json | undefined = value;
  for (const segment of path) found = isJsonObject(found) ? own(found, segment) : undefined;
  return found;
}
