/**
 * Writes a page of `docs/` for each kind of document: every key of a document with its value, meaning and an
 * example, from `schemas/`. With `--check` it writes nothing and says whether what is there is in step.
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isJsonObject } from "@towpath/core";
import { type PageHead, referencePage } from "./reference-page.ts";
import { referenceSections } from "./reference-sections.ts";

const root = join(import.meta.dirname, "..");
const BANNER = "<!-- Written by `npm run generate` from packages/manifest/schemas. Do not edit. -->\n\n";
const HEADS: Readonly<Record<string, PageHead>> = {
  service: {
    title: "The manifest of a service",
    text: `One service: who owns it, how it is built, tested and run, and what it needs. It is called \`towpath.yaml\` and stands in the
service's folder. \`towpath init\` writes one; the [example](../../../examples/orders/towpath.yaml) uses most of it.

- A **name** is a DNS label: lower-case letters, digits and hyphens, at most 63. A **duration** is a whole number and \`ms\`, \`s\`, \`m\`,
  \`h\` or \`d\`. A **path** is relative to the file, and stays within the repository.
- **Placeholders** stand in texts: \`\${resources.NAME.OUTPUT}\`, \`\${secrets.NAME}\`, \`\${metadata.NAME}\`, \`\${environment.name}\` and
  the environment's other values, and in variables and files \`\${consumes.NAME.url}\`, where another service is reached. \`$$\` is a dollar, \`$\${x}\` the text \`\${x}\`, \`\\.\` a dot within a name.
- **Environments** are overlays: mappings merge, lists replace, \`null\` takes out what the service itself says.
- What a resource may be asked for (\`version\`, \`size\`, \`settings\`) is the platform's: \`towpath explain resources.NAME\` lists it,
  \`towpath schema --platform …\` completes it in an editor.`,
  },
  platform: {
    title: "A platform",
    text: `What a platform team offers: environments with their engines, teams, resource types, and how strictly rules are taken. It is called
\`platform.yaml\`; see the [example](../../../examples/platform/platform.yaml). \`towpath platform check\` looks through it before services
meet it. Services take it as a path, an npm package or a tag of a git repository:
[where the platform comes from](../../cli/README.md#where-the-platform-comes-from).

A **name** is a DNS label: lower-case letters, digits and hyphens, at most 63. A **duration** is a whole number and \`ms\`, \`s\`, \`m\`,
\`h\` or \`d\`, a **date** a day such as \`2027-03-31\`.`,
  },
  "resource-type": {
    title: "A resource type",
    text: `One thing that a platform offers: its versions with their lifecycle, settings in tiers, sizes, outputs, and a recipe for each engine
that makes it. A platform names the files of its types under \`resourceTypes\`; see the
[example](../../../examples/platform/types/postgres.yaml).

- A **name** is a DNS label: lower-case letters, digits and hyphens, at most 63. A **date** is a day such as \`2027-03-31\`.
- In a recipe these are filled in: \`\${settings.NAME}\`, \`\${resource.name}\`, \`\${resource.version}\`, \`\${service.name}\`,
  \`\${service.owner}\`, \`\${environment.NAME}\`.
- **Tiers** say who decides a setting. A mandatory bound is one that teams may go beyond and never below.`,
  },
  waivers: {
    title: "Waivers",
    text: `Dated, owned exceptions to rules. A platform or a service names the files under \`waivers\`; how they count is told in
[Waivers](../../policy/docs/waivers.md). \`towpath validate FILE\` says what is wrong in one, \`towpath waiver list\` how each stands.

A **name** is a DNS label: lower-case letters, digits and hyphens, at most 63. A **date** is a day such as \`2027-03-31\`, in UTC.`,
  },
  "policy-rule": {
    title: "A rule in YAML",
    text: `One rule with conditions in CEL, for platform teams that do not write TypeScript. A platform names its files under
\`policies.packs\`, or a [pack](policy-pack.md) does. \`towpath validate FILE\` says what is wrong in its form.

A **date** is a day such as \`2027-03-31\`.`,
  },
  "policy-pack": {
    title: "A pack of rules in YAML",
    text: `A set of [rules in YAML](policy-rule.md) under a name and a version. A platform names it under \`policies.packs\`.

A **path** is relative to the file.`,
  },
};

const schemas = new Map(
  Object.keys(HEADS).map((kind) => {
    const schema: unknown = JSON.parse(readFileSync(join(root, `schemas/${kind}.json`), "utf8"));
    if (!isJsonObject(schema)) throw new Error(`schemas/${kind}.json is no object.`);
    return [kind, schema] as const;
  }),
);
const reference = { schemas, sections: referenceSections(schemas) };
const stale = Object.entries(HEADS).flatMap(([kind, head]) => {
  const path = join(root, `docs/${kind}.md`);
  const text = BANNER + referencePage(kind, head, reference);
  return existsSync(path) && readFileSync(path, "utf8") === text ? [] : [{ kind, path, text }];
});

if (!process.argv.includes("--check")) {
  for (const { path, text } of stale) writeFileSync(path, text);
} else if (stale.length > 0) {
  const files = stale.map(({ kind }) => `docs/${kind}.md`).join(", ");
  console.error(`Not in step with schemas/: ${files}. Run: npm run generate -w packages/manifest`);
  process.exitCode = 1;
}
