import { defineRule } from "../../rule/define-rule.ts";
import { containerName } from "../container-name.ts";
import { originIn } from "../origin-in.ts";

/** Which release runs can be told from its manifest. Form of a reference: OCI Distribution Specification 1.1. */
export const latestTag = defineRule({
  id: "workload/latest-tag",
  phase: "graph",
  select: { workload: "*", having: "image" },
  meta: {
    severity: "high",
    since: "0.2.0",
    params: {
      schema: { tags: { type: "list", default: ["latest", "edge", "main", "master", "nightly", "stable"] } },
      merge: { tags: "add-only" },
    },
    messages: {
      moving: '{{name}} runs "{{image}}": {{tag}} is whatever was built last.',
      none: '{{name}} runs "{{image}}" without a tag, which is "latest": whatever was built last.',
    },
    docs: {
      summary: "No image is named by a tag that always moves.",
      rationale:
        "Nobody can say what ran yesterday, a restart may bring a new release unasked, and there is nothing to roll back to. " +
        "A digest behind the tag is enough. Other tags are the business of `workload/image-by-digest`.",
      bad: [
        "workload: { image: ghcr.io/acme/orders:latest, port: 8080 }",
        "workload: { image: localhost:5000/orders, port: 8080 }",
      ],
      good: [
        'workload: { image: "ghcr.io/acme/orders:1.4.0", port: 8080 }',
        `workload:\n  image: ghcr.io/acme/orders:latest@sha256:${"4f".repeat(32)}\n  port: 8080`,
      ],
    },
  },
  check(workload, context) {
    for (const container of workload.containers) {
      const { image, path } = container;
      if (image === undefined || image === "." || image.includes("@")) continue;
      const tag = tagOf(image);
      if (tag !== undefined && !context.params.tags.includes(tag.toLowerCase())) continue;
      const common = {
        at: originIn(workload, [...path, "image"].join(".")),
        path: [...path, "image"],
        suggestions: ["Name the release that you want, best with its digest behind it."],
      };
      const data = { name: containerName(workload, container), image };
      if (tag === undefined) context.report({ ...common, messageId: "none", data });
      else context.report({ ...common, messageId: "moving", data: { ...data, tag } });
    }
  },
});

/** What stands behind the last colon, unless that is a registry's port. */
function tagOf(image: string): string | undefined {
  const name = image.slice(image.lastIndexOf("/") + 1);
  const colon = name.indexOf(":");
  return colon === -1 ? undefined : name.slice(colon + 1);
}
