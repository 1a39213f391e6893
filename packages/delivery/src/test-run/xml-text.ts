const ENTITIES: Readonly<Record<string, string>> = { lt: "<", gt: ">", amp: "&", quot: '"', apos: "'" };

/** The predefined entities and character references filled in. */
export function filledEntities(text: string): string {
  if (!text.includes("&")) return text;
  return text.replace(/&(?:(lt|gt|amp|quot|apos)|#(\d{1,7})|#x([0-9a-f]{1,6}));/gi, (all, name, decimal, hex) => {
    if (typeof name === "string") return ENTITIES[name.toLowerCase()] ?? all;
    const code = typeof decimal === "string" ? Number(decimal) : Number.parseInt(String(hex), 16);
    return code <= 0x10ffff && (code < 0xd800 || code > 0xdfff) ? String.fromCodePoint(code) : "\ufffd";
  });
}

/**
 * Where a document type or an entity's definition begins outside of comments and CDATA, or -1. It goes over the text once,
 * whatever is left open in it: an expression would go over it for each beginning of a comment.
 */
export function documentTypeAt(xml: string): number {
  for (let at = xml.indexOf("<!"); at !== -1; at = xml.indexOf("<!", at)) {
    const closing = xml.startsWith("<!--", at) ? "-->" : xml.startsWith("<![CDATA[", at) ? "]]>" : undefined;
    if (closing === undefined) {
      if (/^<!(?:DOCTYPE|ENTITY)/i.test(xml.slice(at, at + 9))) return at;
      at += 2;
      continue;
    }
    const end = xml.indexOf(closing, at + 4);
    if (end === -1) return -1;
    at = end + closing.length;
  }
  return -1;
}

/** The first of what a reader complains about: it may hold much of the document. */
export function xmlComplaint(error: unknown): string {
  const text = error instanceof Error ? error.message : "it is no XML";
  return text.length > 200 ? `${text.slice(0, 200)}…` : text;
}
