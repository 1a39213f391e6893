import { expect, test } from "vitest";
import { HEAD, tried } from "../testing/resolved.ts";
import { scored } from "../testing/scored.ts";

const FLAWS = Array.from({ length: 30_000 }, (_, index) => `\${resources.x${index}.y}`).join(" ");

test("of a text with thousands of flaws the first hundred are said", () => {
  const { findings } = tried(`${HEAD}workload: { run: a, port: 1, variables: { A: "${FLAWS}" } }\n`);
  expect(findings).toHaveLength(100);
  expect(findings[99]?.message).toContain("${resources.x99.y} names no resource");
});

test("of a Score file with thousands of them the first thousand", () => {
  const { findings } = scored({
    "score.yaml": `apiVersion: score.dev/v1b1\nmetadata: { name: orders }\ncontainers: { web: { image: a, variables: { A: "${FLAWS}" } } }\n`,
  });
  expect(findings).toHaveLength(1_000);
});
