import { isJsonObject, type Json, own } from "@towpath/core";
import { defineRule } from "../../rule/define-rule.ts";
import { npmLocks } from "./npm-packages.ts";
import { isDenied } from "./spdx.ts";

/** Nothing is shipped on terms that nobody agreed to. */
export const licences = defineRule({
  id: "supply-chain/licences",
  phase: "repository",
  select: { repository: "*" },
  meta: {
    severity: "medium",
    since: "0.2.0",
    params: {
      schema: {
        deny: {
          type: "list",
          default: ["AGPL-3.0", "AGPL-3.0-only", "AGPL-3.0-or-later", "BUSL-1.1", "SSPL-1.0"],
        },
        development: { type: "boolean", default: false },
      },
      merge: { deny: "add-only" },
    },
    messages: { denied: "{{name}} {{version}} is licensed as {{licence}}, which is not allowed." },
    docs: {
      summary: "No dependency has a licence that the platform denies.",
      rationale:
        "Some licences ask whoever offers a service over a network to publish its source, or forbid to offer it at all. It is better known before the dependency is everywhere. " +
        "The rule reads what the lock files of npm say of each package, as SPDX expressions: of alternatives one that is allowed is enough. Packages that say nothing are not judged, nor those of development unless `development` is true.",
      bad: ['{ package-lock.json: { packages: { node_modules/store: { version: "4.0.0", license: SSPL-1.0 } } } }'],
      good: [
        '{ package-lock.json: { packages: { node_modules/store: { version: "4.0.0", license: MIT OR SSPL-1.0 }, node_modules/lint: { dev: true, license: AGPL-3.0-only } } } }',
      ],
    },
  },
  check({ files }, context) {
    const denied = new Set(context.params.deny.map((licence) => licence.toLowerCase()));
    for (const { path, packages } of npmLocks(files))
      for (const locked of packages) {
        const { name, version, facts } = locked;
        if (own(facts, "dev") === true && !context.params.development) continue;
        const licence = licenceOf(own(facts, "license"));
        if (licence === undefined || !isDenied(licence, denied)) continue;
        context.report({
          messageId: "denied",
          at: locked.place,
          about: ["files", path, name],
          data: { name, version, licence },
          suggestions: ["Take another package, or ask whoever decides about licences for a waiver."],
        });
      }
  },
});

/** A text; an object or a list of them in packages of long ago. */
function licenceOf(said: Json | undefined): string | undefined {
  const licence = said !== undefined && isJsonObject(said) ? own(said, "type") : said;
  return typeof licence === "string" ? licence : undefined;
}
