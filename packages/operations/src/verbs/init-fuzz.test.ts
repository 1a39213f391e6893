import { basename, dirname } from "node:path";
import { setImmediate } from "node:timers/promises";
import { compareText, type Files, nodeClock, nodeEffects } from "@towpath/core";
import fc from "fast-check";
import { expect, test } from "vitest";
import { nodeRepositories } from "../testing/repositories/node.ts";
import { otherRepositories } from "../testing/repositories/other-languages.ts";
import { init } from "./init.ts";

const samples = [...nodeRepositories, ...otherRepositories].flatMap(({ files }) => Object.entries(files));
const names = [
  ...new Set(samples.map(([name]) => name)),
  "Pipfile",
  "gradle/libs.versions.toml",
  "build.gradle",
  "alembic.ini",
];
const texts = samples.map(([, text]) => text);

/** A real file with a piece of it cut out, doubled, or replaced by something else. */
const mutated = fc
  .tuple(
    fc.constantFrom(...texts),
    fc.nat(),
    fc.nat(400),
    fc.oneof(fc.string({ unit: "binary" }), fc.constantFrom(...texts), fc.constant("")),
  )
  .map(([text, at, length, piece]) => {
    const start = at % (text.length + 1);
    return text.slice(0, start) + piece + text.slice(start + length);
  });
const hostile = fc.constantFrom(
  `{"scripts":{"start":"${"node ".repeat(2_000)}"}}`,
  `{"name":${"[".repeat(5_000)}`,
  '{"__proto__":{"x":1},"constructor":1,"scripts":{"__proto__":"x","start":"__proto__"},"dependencies":{"constructor":"1"}}',
  `${"${".repeat(2_000)}`,
  `services:\n${Array.from({ length: 300 }, (_, index) => `  s${index}: { image: "postgres:${index}", build: . }`).join("\n")}`,
  `<project>${"<a>".repeat(2_000)}`,
  `${'"'.repeat(3_000)}`,
  `${" ".repeat(20_000)}x`,
  `process.env.PORT${" ".repeat(20_000)}||`,
  `a = ${"[".repeat(2_000)}`,
  `${"A_".repeat(5_000)}URL=1`,
);
const repository = fc.dictionary(
  fc.constantFrom(...names),
  fc.oneof(mutated, hostile, fc.constantFrom(...texts), fc.string()),
  {
    maxKeys: 8,
  },
);

test("whatever the files hold, the manifest passes, and it takes no time", async () => {
  await fc.assert(
    fc.asyncProperty(repository, async (files) => {
      await setImmediate(); // everything else in the process goes on meanwhile
      const effects = nodeEffects({
        signal: new AbortController().signal,
        events: () => {},
        clock: nodeClock,
        files: memory(files),
        variables: {},
        folder: "/service",
      });
      const before = performance.now();
      const result = await init({ takesFound: true, prints: true }, effects);
      const isSlow = performance.now() - before > 5_000;
      expect({ status: result.status, findings: result.findings, isSlow }).toEqual({
        status: "ok",
        findings: [],
        isSlow: false,
      });
      expect(await init({ takesFound: true, prints: true }, effects)).toEqual(result);
    }),
    { numRuns: process.env["TOWPATH_LONG"] ? 5_000 : 400 },
  );
});

const repeated = (count: number, line: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => line(index)).join("");

test.each<[string, string, string]>([
  ["build.gradle", "", repeated(30_000, (index) => `"g:a${index}"\n`)],
  ["go.mod", "module x\n", repeated(16_000, (index) => `\tgithub.com/jackc/pgx${index} v1\n`)],
  [
    "package.json",
    "",
    JSON.stringify(
      { dependencies: Object.fromEntries(Array.from({ length: 20_000 }, (_, index) => [`npgsql.x${index}`, "1"])) },
      null,
      1,
    ),
  ],
  [
    "compose.yaml",
    "services:\n",
    `  a: { image: "${":".repeat(400_000)}" }\n  b: { image: "${"@".repeat(100_000)}\\n" }\n`,
  ],
  [
    "compose.yaml",
    "services:\n  a:\n    build: .\n    environment:\n",
    repeated(20_000, (index) => `      V${index}: x\n`),
  ],
  [
    "pom.xml",
    "<project><artifactId>x</artifactId><dependencies>",
    `${repeated(6_000, (index) => `<dependency><artifactId>b${index}</artifactId></dependency>`)}</dependencies></project>`,
  ],
])("a %s as large as is read takes no time", async (name, begin, rest) => {
  const effects = nodeEffects({
    signal: new AbortController().signal,
    events: () => {},
    files: memory({ [name]: `${begin}${rest}` }),
    variables: {},
    folder: "/service",
  });
  const before = performance.now();
  expect(await init({ takesFound: true, prints: true }, effects)).toMatchObject({ status: "ok" });
  expect(performance.now() - before).toBeLessThan(2_500);
});

/** A folder `/service` with these files. */
function memory(files: Readonly<Record<string, string>>): Files {
  const paths = new Map(Object.entries(files).map(([path, text]) => [`/service/${path}`, text]));
  const folders = new Set(["/", "/service"]);
  for (const path of paths.keys()) for (let at = dirname(path); !folders.has(at); at = dirname(at)) folders.add(at);
  return {
    read: (path) => {
      const text = paths.get(path);
      return text === undefined ? undefined : new TextEncoder().encode(text);
    },
    list: (folder) => {
      if (!folders.has(folder)) return undefined;
      const inside = [...folders]
        .filter((one) => one !== "/" && dirname(one) === folder)
        .map((one) => ({ name: basename(one), kind: "folder" as const }));
      const own = [...paths.keys()]
        .filter((one) => dirname(one) === folder)
        .map((one) => ({ name: basename(one), kind: "file" as const }));
      return [...inside, ...own].sort((a, b) => compareText(a.name, b.name));
    },
    realPath: (path) => (paths.has(path) || folders.has(path) ? path : undefined),
  };
}
