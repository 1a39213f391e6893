import { REFERENCE, secretLike } from "./secret-patterns.ts";

/** What a shell looks up when it runs: `$TOKEN`, `${TOKEN}`, `$(cat token)`, and the same between back quotes. */
const LOOKED_UP = /\$\([^()]{0,1000}\)|`[^`]{0,1000}`|\$\{[^{}]{0,1000}\}|\$\w{1,100}/g;

/** What a command line looks like it holds, as the end of "looks like …", or undefined where it looks harmless. */
export function secretInCommand(line: string): string | undefined {
  const words = line.replace(LOOKED_UP, REFERENCE).split(/\s+/);
  return secretInWords(words.map((word) => word.replace(/^["']|["']$/g, "")));
}

/** The same for words that no shell reads. */
export function secretInWords(words: readonly string[]): string | undefined {
  for (const [index, word] of words.entries()) {
    const [name = "", ...rest] = word.split("=");
    const isOption = name.startsWith("-");
    const following = words[index + 1] ?? "";
    const said = rest.length > 0 ? rest.join("=") : isOption && !following.startsWith("-") ? following : "";
    const found = secretLike(name.replace(/^-+/, ""), said) ?? secretLike("", word);
    if (found !== undefined) return found;
  }
  return undefined;
}
