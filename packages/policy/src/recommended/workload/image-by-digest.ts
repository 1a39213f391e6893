import { defineRule } from "../../rule/define-rule.ts";
import { originIn } from "../origin-in.ts";

/**
 * What was tested is what runs. A digest names content; a tag names whatever somebody pushed last.
 *
 * Form of a reference: OCI Distribution Specification 1.1, "Pulling manifests".
 */
export const imageByDigest = defineRule({
  id: "workload/image-by-digest",
  phase: "graph",
  select: { workload: "*", having: "image" },
  meta: {
    severity: "high",
    since: "0.1.0",
    messages: {
      tag: '{{name}} runs the image "{{image}}" by a name that can move: no digest says which content it is.',
    },
    docs: {
      summary: "An image is named by its digest.",
      rationale:
        "A tag can be pushed again: two instances started an hour apart may run different code, and a stolen push runs everywhere. " +
        "The rule looks at the reference alone and asks no registry.",
      bad: [
        'workload: { image: "ghcr.io/acme/orders:latest", port: 8080 }',
        "workload: { image: ghcr.io/acme/orders, port: 8080 }",
      ],
      good: [
        `workload:\n  image: ghcr.io/acme/orders@sha256:${"4f".repeat(32)}\n  port: 8080`,
        "workload: { run: node server.js, port: 8080 }",
      ],
    },
  },
  check(workload, context) {
    for (const { name: container, path, image } of workload.containers) {
      // A dot is the image that the service's own build makes: it is deployed by its digest.
      if (image === undefined || image === "." || /@sha256:[0-9a-f]{64}$/.test(image)) continue;
      context.report({
        messageId: "tag",
        at: originIn(workload, [...path, "image"].join(".")),
        path: [...path, "image"],
        data: { name: path.length === 0 ? workload.name : `${container} of ${workload.name}`, image },
        suggestions: ["Write the image with `@sha256:` and its digest; most tools print it when they push."],
      });
    }
  },
});
