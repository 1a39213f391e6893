import { defineRule } from "../../rule/define-rule.ts";

/** `@user`, `@org/team`, or an e-mail address. */
const OWNER =
  /^(?:@[A-Za-z0-9][A-Za-z0-9-]{0,38}(?:\/[A-Za-z0-9._-]{1,100})?|[^\s@]{1,64}@[^\s@]{1,255}\.[^\s@.]{1,63})$/;

/** Each line of a CODEOWNERS file does what it looks like. */
export const codeownersLines = defineRule({
  id: "ownership/codeowners-lines",
  phase: "repository",
  select: { repository: "*" },
  meta: {
    severity: "medium",
    since: "0.2.0",
    messages: {
      owner: '"{{owner}}" is no owner that GitHub knows, so it leaves out the whole line.',
      pattern: "GitHub does not know {{sign}} in the patterns of CODEOWNERS: the line covers nothing.",
    },
    docs: {
      summary: "The lines of a CODEOWNERS file are valid.",
      rationale:
        "GitHub skips a line that it cannot read and tells nobody but on one page of its settings: the files then have the owner of an earlier line, or none. " +
        "An owner is `@user`, `@org/team` or an e-mail address; `!` and `[ ]` do not work as in a .gitignore. Whether the team exists is not asked.",
      bad: ['{ CODEOWNERS: "*.js acme/shop" }', '{ CODEOWNERS: "!docs/ @acme/shop" }'],
      good: ['{ CODEOWNERS: "*.js @acme/shop docs@acme.example\\n/generated/" }'],
    },
  },
  check({ codeowners }, context) {
    for (const { pattern, owners, place } of codeowners?.entries ?? []) {
      const sign = pattern.startsWith("!") ? "!" : pattern.includes("[") ? "[ ]" : undefined;
      const about = ["files", codeowners?.path ?? "", pattern];
      if (sign !== undefined)
        context.report({
          messageId: "pattern",
          at: place,
          about,
          data: { sign },
          suggestions: ["Write the paths one by one; a line further down takes them away from one above it."],
        });
      const owner = owners.find((one) => !OWNER.test(one));
      if (owner !== undefined)
        context.report({
          messageId: "owner",
          at: place,
          about,
          data: { owner },
          suggestions: ["Write `@user`, `@org/team` or an e-mail address."],
        });
    }
  },
});
