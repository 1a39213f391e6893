import { defineRule } from "../../rule/define-rule.ts";
import { dockerfiles } from "./dockerfile.ts";

/** A process has no more rights than it needs. */
export const dockerfileUser = defineRule({
  id: "supply-chain/dockerfile-user",
  phase: "repository",
  select: { repository: "*" },
  meta: {
    severity: "medium",
    since: "0.2.0",
    messages: {
      none: "The image of {{path}} runs as whatever its base does, which is root for most.",
      root: "The image of {{path}} runs as root.",
    },
    docs: {
      summary: "An image says that it runs as a user who is not root.",
      rationale:
        "A flaw in the service is then a flaw in the service, and not the first step to the machine. Clusters that are set up with care refuse root anyway. " +
        "The rule looks at the last stage; a base with `nonroot` in its tag says it already.",
      bad: [
        '{ Dockerfile: "FROM node:24-slim\\nCMD node server.js" }',
        '{ Dockerfile: "FROM node:24-slim\\nUSER 0:0" }',
      ],
      good: ['{ Dockerfile: "FROM node:24-slim\\nUSER node\\nCMD node server.js" }'],
    },
  },
  check({ files }, context) {
    for (const { path, stages } of dockerfiles(files)) {
      const stage = stages.at(-1);
      if (!stage) continue;
      const { user, image, place } = stage;
      const isRoot = user !== undefined && /^(?:root|0)(?::.*)?$/.test(user);
      if (!isRoot && (user !== undefined || /:[^@]*nonroot/.test(image ?? ""))) continue;
      context.report({
        messageId: isRoot ? "root" : "none",
        at: place,
        about: ["files", path],
        data: { path },
        suggestions: ["Add `USER node`, or the number of a user that the base has, before the command."],
      });
    }
  },
});
