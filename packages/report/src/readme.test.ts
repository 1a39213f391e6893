import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { readmeExamples } from "./testing/readme-examples.ts";

const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");

test.each([...readmeExamples])("the README shows what %s looks like", (heading, example) => {
  const [, section = ""] = readme.split(`\n### ${heading}\n`);
  const [, fence = "", shown] = /^(`{3,})\w+\n(.*?)\n\1$/ms.exec(section) ?? [];
  expect(fence).not.toBe("");
  expect(shown).toBe(example);
});
