/** A part of a text of a Score file: as it is, or a placeholder with the segments of its path. */
export type ScorePart =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "placeholder"; readonly path: readonly string[]; readonly written: string };

/**
 * Reads the placeholders of a Score file's text: `${a.b}` with `\.` for a dot within a name, `$${…}` for the text `${…}`
 * as it stands, `$$` for a dollar. What is not closed is no placeholder. See https://docs.score.dev, Placeholder
 * References.
 */
export function parseScoreText(text: string): readonly ScorePart[] {
  const parts: ScorePart[] = [];
  let plain = "";
  let at = 0;
  for (;;) {
    const dollar = text.indexOf("$", at);
    if (dollar === -1) break;
    plain += text.slice(at, dollar);
    const isEscaped = text.charAt(dollar + 1) === "$";
    const open = isEscaped ? dollar + 2 : dollar + 1;
    const close = text.charAt(open) === "{" ? text.indexOf("}", open) : -1;
    if (close === -1) {
      // Nothing behind here is closed either, once something is not: the rest is text.
      plain += "$";
      at = isEscaped ? dollar + 2 : dollar + 1;
      if (text.charAt(open) === "{") return joined(parts, plain + text.slice(at).replaceAll("$$", () => "$"));
      continue;
    }
    at = close + 1;
    if (isEscaped) {
      plain += text.slice(open - 1, at);
      continue;
    }
    if (plain !== "") parts.push({ kind: "text", text: plain });
    plain = "";
    parts.push({ kind: "placeholder", path: pathOf(text.slice(open + 1, close)), written: text.slice(dollar, at) });
  }
  return joined(parts, plain + text.slice(at));
}

function joined(parts: readonly ScorePart[], rest: string): readonly ScorePart[] {
  return rest === "" ? parts : [...parts, { kind: "text", text: rest }];
}

function pathOf(inner: string): readonly string[] {
  return inner.split(/(?<!\\)\./).map((segment) => segment.replaceAll("\\.", "."));
}

/** A text as a manifest writes it: what would be read as a placeholder there is escaped, and nothing else. */
export function escaped(text: string, isLast = true): string {
  const safe = text.replace(/\$(?=[${])/g, "$$$$");
  return isLast || !safe.endsWith("$") ? safe : `${safe}$`;
}

/** A placeholder as a manifest writes it. */
export function written(...path: readonly string[]): string {
  return `\${${path.map((segment) => segment.replaceAll(".", "\\.")).join(".")}}`;
}
