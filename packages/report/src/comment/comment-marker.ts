/** Characters of a key: a comment is to hold more than its marker. */
const LONGEST = 200;

/** The hidden line that a comment of ours begins with. Whatever the key holds, it cannot end the HTML comment. */
export function commentMarker(key: string): string {
  const safe = key
    .slice(0, LONGEST)
    .toWellFormed()
    .replace(/[^\w./:@-]|--+/gu, (text) =>
      text.startsWith("--") ? text.replaceAll("-", "%2D") : encodeURIComponent(text),
    );
  return `<!-- towpath:check ${safe} -->`;
}

/** Whether the body of a comment is the one with this key: it begins with its marker. Who wrote it is for the caller to look at. */
export function isMarkedComment(body: string, key: string): boolean {
  const [line = ""] = body.split("\n", 1);
  return line.trimEnd() === commentMarker(key);
}
