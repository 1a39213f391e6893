import { hostileStrings } from "@towpath/testkit";
import { expect, test } from "vitest";
import { id, name, repositoryPath, segments } from "./path.ts";

const BASE = "https://api.github.test/repos/acme/orders/contents/";

test("names and paths stay what they are", () => {
  expect(repositoryPath({ owner: "acme", name: "orders.api" })).toBe("/repos/acme/orders.api");
  expect(name("github-actions[bot]", "user")).toBe("github-actions%5Bbot%5D");
  expect(segments("services/a b/100%/ü?.yaml", "path")).toBe("services/a%20b/100%25/%C3%BC%3F.yaml");
  expect(id(7)).toBe("7");
});

test.each(hostileStrings.map(({ name: title, text }) => [title, text]))("%s leads nowhere else", (_, value) => {
  for (const written of [() => segments(value, "path"), () => name(value, "user")]) {
    let escaped: string;
    try {
      escaped = written();
    } catch (error) {
      expect(error).toMatchObject({ code: "github/request" });
      continue;
    }
    const url = new URL(BASE + escaped);
    expect(url.href.startsWith(BASE)).toBe(true);
    expect(url.search + url.hash).toBe("");
    expect(decodeURIComponent(url.pathname).endsWith(`contents/${value}`)).toBe(true);
  }
});

test.each(["..", ".", "", "a/../b", "/a", "a/", "a//b"])("%j is no path", (value) => {
  expect(() => segments(value, "path")).toThrow(expect.objectContaining({ code: "github/request" }));
});

test.each([0, -1, 1.5, Number.NaN, 2 ** 53])("%d is no number of GitHub's", (value) => {
  expect(() => id(value)).toThrow(expect.objectContaining({ code: "github/request" }));
});
