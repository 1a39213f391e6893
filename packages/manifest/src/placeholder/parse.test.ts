import { describe, test as example, expect } from "vitest";
import { fc, test } from "../testing/property.ts";
import { escapePlaceholders, parsePlaceholders } from "./parse.ts";

const text = fc.array(fc.constantFrom("$", "{", "}", "\\", ".", "a", "resources", " ")).map((parts) => parts.join(""));

describe("placeholders", () => {
  test("an escaped text reads back as itself", [text], (written) => {
    const parts = parsePlaceholders(escapePlaceholders(written));
    expect(parts.map((part) => (part.kind === "text" ? part.text : "?")).join("")).toBe(written);
  });

  test("nothing of a text is lost", [text], (written) => {
    const parts = parsePlaceholders(written);
    const length = parts.reduce(
      (sum, part) => sum + (part.kind === "text" ? part.text.length : part.written.length),
      0,
    );
    expect(length).toBe(written.length - dollarPairs(written));
  });

  example.each([
    ["${a.b}", [{ kind: "placeholder", path: ["a", "b"], written: "${a.b}" }]],
    ["$${x}", [{ kind: "text", text: "${x}" }]],
    ["$$$${x}", [{ kind: "text", text: "$${x}" }]],
    ["cost: $5", [{ kind: "text", text: "cost: $5" }]],
    ["$HOME", [{ kind: "text", text: "$HOME" }]],
    ["${a.b\\.c}", [{ kind: "placeholder", path: ["a", "b.c"], written: "${a.b\\.c}" }]],
    [
      "x${a",
      [
        { kind: "text", text: "x" },
        { kind: "flaw", written: "${a", why: "is not closed: it lacks a }" },
      ],
    ],
    ["${}", [{ kind: "flaw", written: "${}", why: "is empty" }]],
    ["${a..b}", [{ kind: "flaw", written: "${a..b}", why: "has an empty name in its path" }]],
    ["${a || b}", [{ kind: "flaw", written: "${a || b}", why: "is no plain path; there are no expressions" }]],
    ["", []],
  ])("%s", (written, parts) => {
    expect(parsePlaceholders(written)).toEqual(parts);
  });
});

/** How many dollars are written twice to stand for one, read from the left outside placeholders. */
function dollarPairs(written: string): number {
  let pairs = 0;
  for (let at = 0; at < written.length; at += 1) {
    if (written[at] !== "$") continue;
    if (written[at + 1] === "{") {
      const end = written.indexOf("}", at);
      if (end === -1) break;
      at = end;
    } else if (written[at + 1] === "$") {
      pairs += 1;
      at += 1;
    }
  }
  return pairs;
}
