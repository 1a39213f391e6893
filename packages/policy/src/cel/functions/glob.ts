/** One piece of a pattern: a character, any one but `/`, any number of those, anything. */
type Piece = { readonly kind: "character"; readonly character: string } | { readonly kind: "one" | "name" | "any" };

/**
 * A test for names with `*` (anything but `/`), `**` (anything) and `?` (one character but `/`) in a pattern; all else stands
 * for itself.
 *
 * Time: the text's length by the pattern's, whatever they are.
 */
export function globTest(pattern: string): (text: string) => boolean {
  const pieces = piecesOf(pattern);
  return (text) => {
    let open = reach(pieces, new Set([0]));
    for (const character of text) {
      const next = new Set<number>();
      for (const at of open) {
        const piece = pieces[at];
        if (!piece) continue;
        if (piece.kind === "character" ? piece.character === character : piece.kind === "any" || character !== "/") {
          next.add(piece.kind === "character" || piece.kind === "one" ? at + 1 : at);
        }
      }
      if (next.size === 0) return false;
      open = reach(pieces, next);
    }
    return open.has(pieces.length);
  };
}

/** Where it can stand without taking a character: any number of them may be none. */
function reach(pieces: readonly Piece[], from: ReadonlySet<number>): ReadonlySet<number> {
  const all = new Set(from);
  for (const at of all) {
    const kind = pieces[at]?.kind;
    if (kind === "name" || kind === "any") all.add(at + 1);
  }
  return all;
}

function piecesOf(pattern: string): readonly Piece[] {
  const parts = pattern.match(/\*\*|[\s\S]/gu) ?? [];
  return parts.map((part): Piece => {
    if (part === "**") return { kind: "any" };
    if (part === "*") return { kind: "name" };
    return part === "?" ? { kind: "one" } : { kind: "character", character: part };
  });
}
