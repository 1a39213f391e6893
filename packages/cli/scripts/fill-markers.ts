const BLOCK = /(<!-- generated ([^\n]+?) -->\n).*?(<!-- \/generated -->)/gs;

/**
 * Puts texts between a document's markers, by the names that the markers have.
 *
 * @throws where a marker has no text, or a text no marker
 */
export function fillMarkers(document: string, texts: ReadonlyMap<string, string>): string {
  const missing = new Set(texts.keys());
  const filled = document.replace(BLOCK, (_, begin: string, name: string, end: string) => {
    const text = texts.get(name);
    if (text === undefined) throw new Error(`The marker "generated ${name}" has nothing to stand there.`);
    missing.delete(name);
    return `${begin}\n${text.trimEnd()}\n\n${end}`;
  });
  if (missing.size > 0) throw new Error(`There is no marker "generated" for ${[...missing].join(", ")}.`);
  return filled;
}
