/** A part of a text: as it is, or a placeholder with the segments of its path. */
export type Part =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "placeholder"; readonly path: readonly string[]; readonly written: string }
  | { readonly kind: "flaw"; readonly written: string; readonly why: string };

/**
 * Reads the placeholders of a text: `${a.b}` with `\.` for a dot within a name, `$$` for a dollar, so `$${x}` is the
 * text `${x}`. There are no expressions.
 */
export function parsePlaceholders(text: string): readonly Part[] {
  if (!text.includes("$")) return text === "" ? [] : [{ kind: "text", text }];
  const parts: Part[] = [];
  let plain = "";
  let at = 0;
  while (at < text.length) {
    const dollar = text.indexOf("$", at);
    if (dollar === -1) {
      plain += text.slice(at);
      break;
    }
    plain += text.slice(at, dollar);
    const next = text.charAt(dollar + 1);
    if (next !== "{") {
      plain += "$";
      at = dollar + (next === "$" ? 2 : 1);
      continue;
    }
    const end = text.indexOf("}", dollar);
    const written = text.slice(dollar, end === -1 ? text.length : end + 1);
    if (plain !== "") parts.push({ kind: "text", text: plain });
    plain = "";
    parts.push(placeholder(written, end !== -1));
    at = dollar + written.length;
  }
  if (plain !== "") parts.push({ kind: "text", text: plain });
  return parts;
}

function placeholder(written: string, isClosed: boolean): Part {
  if (!isClosed) return { kind: "flaw", written, why: "is not closed: it lacks a }" };
  const inner = written.slice(2, -1);
  if (inner.trim() === "") return { kind: "flaw", written, why: "is empty" };
  if (/[\s(){}|?:+*/"'<>=&,;[\]]/.test(inner))
    return { kind: "flaw", written, why: "is no plain path; there are no expressions" };
  const path = inner.split(/(?<!\\)\./).map((segment) => segment.replaceAll("\\.", "."));
  if (path.some((segment) => segment === "")) return { kind: "flaw", written, why: "has an empty name in its path" };
  return { kind: "placeholder", path, written };
}

/** A text that reads back as itself: every dollar doubled. */
export function escapePlaceholders(text: string): string {
  return text.replaceAll("$", "$$$$");
}
