/** What a registry asks for before it answers: https://www.rfc-editor.org/rfc/rfc9110#name-www-authenticate */
export interface Challenge {
  /** In small letters: `bearer`, `basic`. */
  readonly scheme: string;
  readonly parameters: ReadonlyMap<string, string>;
}

const TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
const START = new RegExp(`^\\s*,?\\s*(${TOKEN})(?=\\s+${TOKEN}\\s*=|\\s*(?:,|$))`);
const PARAMETER = new RegExp(`^\\s*,?\\s*(${TOKEN})\\s*=\\s*(?:"((?:[^"\\\\]|\\\\.)*)"|(${TOKEN}))`);
const LONGEST = 8192;

/** The challenges of a header, in its order; what is none ends the list. */
export function parseChallenges(header: string): readonly Challenge[] {
  const challenges: Challenge[] = [];
  let rest = header.slice(0, LONGEST);
  for (let start = START.exec(rest); start; start = START.exec(rest)) {
    rest = rest.slice(start[0].length);
    const parameters = new Map<string, string>();
    for (let found = PARAMETER.exec(rest); found; found = PARAMETER.exec(rest)) {
      const [whole, name = "", quoted, plain = ""] = found;
      parameters.set(name.toLowerCase(), quoted === undefined ? plain : quoted.replace(/\\(.)/g, "$1"));
      rest = rest.slice(whole.length);
    }
    challenges.push({ scheme: (start[1] ?? "").toLowerCase(), parameters });
  }
  return challenges;
}
