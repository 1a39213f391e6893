import type { Finding } from "@towpath/core";
import { commentsIn } from "@towpath/manifest/edit";
import { describe, expect, test } from "vitest";
import { commentTexts } from "./comment-text.ts";
import { readIgnores } from "./read-ignores.ts";
import { resolveWaivers } from "./resolve-waivers.ts";
import { failure, NOW, OPTIONS } from "./testing/waivers.ts";

const FILE = "towpath.yaml";

function read(text: string) {
  return readIgnores(FILE, text, commentTexts(text, commentsIn(text)), "orders");
}

function at(line: number, changes: Partial<Finding> = {}): Finding {
  const range = { start: { line, column: 1 }, end: { line, column: 2 } };
  return failure({ level: "advisory", places: [{ file: FILE, range }], ...changes });
}

function said(text: string, found: readonly Finding[], now = NOW): readonly string[] {
  const { findings } = resolveWaivers(found, [], now, { ...OPTIONS, ignores: read(text) });
  return findings.map(({ code, outcome, places: [place], message }) => {
    const about = code === "waiver/comment" ? ` ${message}` : ` ${outcome}`;
    return `${place?.range?.start.line} ${code}${about}`;
  });
}

const GOOD = "# towpath-ignore data/backup until:2027-01-30 -- the cluster is not ready";

describe("where a comment counts", () => {
  test("at the end of the line, for that line", () => {
    expect(said(`a: 1 ${GOOD}\nb: 2\n`, [at(1), at(2)])).toEqual(["1 data/backup waived", "2 data/backup fail"]);
  });

  test("on a line of its own, for the line below", () => {
    expect(said(`${GOOD}\na: 1\nb: 2\n`, [at(2), at(3)])).toEqual(["2 data/backup waived", "3 data/backup fail"]);
  });

  test("several above one line", () => {
    const other = GOOD.replace("data/backup", "data/tls").replace("2027-01-30", "2026-12-01");
    expect(said(`${GOOD}\n${other}\na: 1\n`, [at(3), at(3, { code: "data/tls" })])).toEqual([
      "3 data/backup waived",
      "3 data/tls waived",
    ]);
  });

  test("not from the end of the line above", () => {
    expect(said(`a: 1 ${GOOD}\nb: 2\n`, [at(2)])).toContain("2 data/backup fail");
  });

  test("for its own rule and its own file alone", () => {
    const elsewhere = at(1, { places: [{ ...at(1).places[0], file: "other.yaml" }] });
    expect(
      said(`a: 1 ${GOOD}\n`, [at(1, { code: "data/tls" }), elsewhere]).filter((one) => one.includes("waived")),
    ).toEqual([]);
  });

  test.each([
    ["a block of text", `run: |\n  echo a\n  ${GOOD}\n  echo b\n`],
    ["a folded text", `run: >\n  ${GOOD}\n  echo b\n`],
    ["a quoted text", `run: "a\n\n  ${GOOD}\n  b"\n`],
    ["single quotes", `run: 'a ${GOOD.replaceAll("'", "")}'\n`],
    ["a plain text", `run: a${GOOD}\n`],
    ["another comment", `a: 1 # see ${GOOD}\n`],
  ])("never within %s", (_, text) => {
    expect(read(text)).toEqual([]);
  });

  test("whatever ends its lines", () => {
    expect(said(`${GOOD}\r\na: 1\r\n`, [at(2)])).toEqual(["2 data/backup waived"]);
    expect(read(`x: "ü"   ${GOOD}`)).toMatchObject([{ target: 1, place: { range: { start: { column: 10 } } } }]);
  });
});

describe("what a comment has to say", () => {
  test.each([
    ["# towpath-ignore", "names no rule"],
    ["# towpath-ignore data/backup -- because", "does not say until when"],
    ["# towpath-ignore data/backup until:2027-01-30", "gives no reason"],
    ["# towpath-ignore data/backup until:2027-01-30 --", "gives no reason"],
    ["# towpath-ignore data/backup until:soon -- because", 'says until "soon", and there is no such day'],
    ["# towpath-ignore data/backup until:2027-02-30 -- because", "there is no such day"],
    ["# towpath-ignore data/backup until:2027-02-21 -- because", "lasts 91 more days"],
    ["# towpath-ignore data/backup data/tls until:2026-12-01 -- because", "has words that say nothing: data/tls"],
    ["# towpath-ignore data/bakcup until:2026-12-01 -- because", "there is no such rule"],
    ["# towpath-ignore data/public until:2026-12-01 -- because", "which cannot be waived"],
    ["# towpath-ignore manifest/kind until:2026-12-01 -- because", "which cannot be waived"],
  ])("%s", (comment, why) => {
    const found = said(`a: 1 ${comment}\n`, [at(1)]);
    expect(found[0]).toBe("1 data/backup fail");
    expect(found[1]).toContain("1 waiver/comment This comment does not count: it ");
    expect(found[1]).toContain(why);
    expect(found).toHaveLength(2);
  });

  test("it may be as far away as a waiver may last", () => {
    expect(said("a: 1 # towpath-ignore data/backup until:2027-02-20 -- because\n", [at(1)])).toEqual([
      "1 data/backup waived",
    ]);
  });

  test("it is no answer to a mandatory rule", () => {
    const { findings, waivers } = resolveWaivers([at(1, { level: "mandatory" })], [], NOW, {
      ...OPTIONS,
      ignores: read(`a: 1 ${GOOD}\n`),
    });
    expect(findings).toMatchObject([
      { outcome: "fail", suggestions: [expect.stringContaining("which is mandatory: write a waiver")] },
      { code: "waiver/comment", level: "advisory" },
    ]);
    expect(waivers).toMatchObject([{ kind: "comment", id: "towpath.yaml:1:6", state: "invalid" }]);
  });

  test("it ends with its day, and what nothing needs may go", () => {
    const late = new Date("2027-01-31T00:00:00Z");
    expect(said(`a: 1 ${GOOD}\n`, [at(1)], new Date("2027-01-30T23:59:59Z"))).toEqual(["1 data/backup waived"]);
    expect(said(`a: 1 ${GOOD}\n`, [at(1)], late)).toEqual(["1 data/backup fail"]);
    expect(said(`a: 1 ${GOOD}\n`, [], late)[0]).toContain("ignored data/backup until 2027-01-30, and nothing needs it");
    expect(said(`a: 1 ${GOOD}\n`, [])[0]).toContain("This comment ignores nothing");
  });
});
