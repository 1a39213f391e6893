import { type Address, type Finding, makeFinding, type Place } from "@towpath/core";

const DOCS = "packages/policy/docs/repository-files.md";

/** How much of one file is said. */
const MOST_SAID = 5;

/** What keeps a file from being checked although GitHub may run it. A link out of the repository, a file too large to read. */
const LIMITS = new Set(["manifest/too-large", "manifest/too-deep", "manifest/several-documents"]);

/** What runs nowhere, whoever reads it. */
const HARMLESS = new Set(["manifest/empty"]);

/** What is wrong with a file, in the words of the reader. It blocks: no rule has seen what others may make of it. */
export function unreadable(about: Address, found: readonly Finding[]): readonly Finding[] {
  return found.slice(0, MOST_SAID).map(({ code, message, places, suggestions }) => {
    const isLimit = LIMITS.has(code);
    return makeFinding({
      code: isLimit ? "repository/not-checked" : "repository/syntax",
      message: isLimit ? `${message} No rule has seen it.` : message,
      docs: DOCS,
      level: HARMLESS.has(code) ? "advisory" : "mandatory",
      severity: HARMLESS.has(code) ? "low" : "high",
      address: about,
      places,
      suggestions: code === "manifest/empty" ? [] : suggestions,
      discriminator: code + message,
    });
  });
}

/** A file that no rule sees although it is there. */
export function notChecked(about: Address, place: Place, why: string): Finding {
  return makeFinding({
    code: "repository/not-checked",
    message: `${why}, so no rule has seen it.`,
    docs: DOCS,
    address: about,
    places: [place],
    discriminator: why,
  });
}

/** A file that holds something else than GitHub reads in it. */
export function notAMapping(about: Address, place: Place): Finding {
  return makeFinding({
    code: "repository/syntax",
    message: "The file holds no mapping; expected the keys of a workflow, an action or Dependabot's settings.",
    docs: DOCS,
    level: "advisory",
    severity: "low",
    address: about,
    places: [place],
    discriminator: "mapping",
  });
}
