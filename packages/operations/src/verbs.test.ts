import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import * as face from "./index.ts";

const PACKAGE: { readonly exports: Readonly<Record<string, Readonly<Record<string, string>>>> } = JSON.parse(
  readFileSync(join(import.meta.dirname, "../package.json"), "utf8"),
);
const VERBS = readdirSync(join(import.meta.dirname, "verbs"))
  .filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts"))
  .map((file) => file.slice(0, -".ts".length));

test("each verb has a file, a subpath of its own and a place in the face", () => {
  const subpaths = Object.entries(PACKAGE.exports).filter(([, target]) =>
    target["@towpath/source"]?.startsWith("./src/verbs/"),
  );
  expect(Object.fromEntries(subpaths)).toEqual(
    Object.fromEntries(
      VERBS.map((verb) => [
        `./${verb}`,
        {
          "@towpath/source": `./src/verbs/${verb}.ts`,
          types: `./dist/verbs/${verb}.d.ts`,
          default: `./dist/verbs/${verb}.js`,
        },
      ]),
    ),
  );
  const names = VERBS.map((verb) => verb.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase()));
  expect(Object.keys(face)).toEqual(expect.arrayContaining(names));
});
