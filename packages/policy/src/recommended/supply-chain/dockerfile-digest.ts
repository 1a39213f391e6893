import { defineRule } from "../../rule/define-rule.ts";
import { dockerfiles } from "./dockerfile.ts";

/** An image is built on the same ground tomorrow. */
export const dockerfileDigest = defineRule({
  id: "supply-chain/dockerfile-digest",
  phase: "repository",
  select: { repository: "*" },
  meta: {
    severity: "medium",
    since: "0.2.0",
    messages: { tag: "{{path}} is built on {{image}}, which is whatever was pushed last under that name." },
    docs: {
      summary: "The images that a Dockerfile starts from are named by their digests.",
      rationale:
        "A base image that is pushed again changes what is shipped without a commit, for better or worse, and a stolen push reaches every service that is built on it. Dependabot and Renovate bring new digests as pull requests. " +
        "Earlier stages and `scratch` need none; arguments are filled in with their defaults, and one without a default is not judged.",
      bad: ['{ Dockerfile: "FROM node:24-slim\\nCOPY dist /app" }'],
      good: [
        `{ Dockerfile: "FROM node:24-slim@sha256:${"4f".repeat(32)} AS build\\nRUN make\\nFROM scratch\\nCOPY --from=build /app /app" }`,
      ],
    },
  },
  check({ files }, context) {
    for (const { path, stages } of dockerfiles(files))
      for (const { image, isOwn, place } of stages) {
        if (image === undefined || isOwn || /@sha256:[0-9a-f]{64}$/.test(image)) continue;
        context.report({
          messageId: "tag",
          at: place,
          about: ["files", path, image],
          data: { path, image },
          suggestions: [
            "Write `@sha256:` and its digest behind the tag: `docker buildx imagetools inspect` prints it.",
          ],
        });
      }
  },
});
