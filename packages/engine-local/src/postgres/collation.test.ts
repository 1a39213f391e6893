import { describe, expect, test } from "vitest";
import { collationClause, collationName, collationOf } from "./collation.ts";

describe("a collation", () => {
  test.each([
    ["C", "C"],
    ["POSIX", "C"],
    ["C.utf8", "C.UTF-8"],
    ["C.UTF-8", "C.UTF-8"],
    ["en_US.utf8", "en-US"],
    ["en-us", "en-US"],
    ["de_DE.UTF-8", "de-DE"],
    ["zh_Hant_TW", "zh-Hant-TW"],
  ])("%s is %s", (written, name) => {
    expect(collationName(written)).toBe(name);
  });

  test.each(["", "'; DROP DATABASE x; --", "en US", "x'y", "_"])("%j is none", (written) => {
    expect(collationName(written)).toBeUndefined();
  });

  test("is found again as what it was made for", () => {
    expect(collationOf("en-US", "en-US")).toBe("en-US");
    expect(collationOf("C", "C")).toBe("C");
    expect(collationOf("C", "C.UTF-8")).toBe("C.UTF-8");
    expect(collationOf("C", "en-US")).toBe("C");
  });

  test("is the machine's own before PostgreSQL 17 had one", () => {
    expect(collationClause("C.UTF-8", "16")).toContain("libc");
    expect(collationClause("C.UTF-8", "17")).toContain("builtin");
  });
});
