import { defineRule } from "../../rule/define-rule.ts";
import { containerName } from "../container-name.ts";
import { originIn } from "../origin-in.ts";

/** What runs comes from where the platform looks. */
export const imageRegistries = defineRule({
  id: "supply-chain/image-registries",
  phase: "graph",
  select: { workload: "*", having: "image" },
  meta: {
    severity: "high",
    since: "0.2.0",
    params: { schema: { registries: { type: "list", default: [] } } },
    messages: { elsewhere: '{{name}} runs "{{image}}", which is from none of {{registries}}.' },
    docs: {
      summary: "Images come from registries that the platform names.",
      rationale:
        "An image from anywhere has been scanned by nobody, and is gone when its owner likes. `registries` holds hosts, with the beginning of a path perhaps: `ghcr.io/acme`. An image without a host is `docker.io`'s. " +
        "Without parameters every registry will do. The example is checked with `registries: [ghcr.io/acme]`.",
      params: { registries: ["ghcr.io/acme"] },
      bad: [
        'workload: { image: "docker.io/someone/orders:1.4.0", port: 8080 }',
        'workload: { image: "ghcr.io/acme-labs/orders:1.4.0", port: 8080 }',
      ],
      good: [
        'workload: { image: "ghcr.io/acme/orders:1.4.0", port: 8080 }',
        "workload: { run: node server.js, port: 8080 }",
      ],
    },
  },
  check(workload, context) {
    const { registries } = context.params;
    if (registries.length === 0) return;
    for (const container of workload.containers) {
      const { image, path } = container;
      if (image === undefined || image === ".") continue;
      const whole = wholeName(image);
      if (registries.some((registry) => whole.startsWith(`${registry.toLowerCase().replace(/\/+$/, "")}/`))) continue;
      context.report({
        messageId: "elsewhere",
        at: originIn(workload, [...path, "image"].join(".")),
        path: [...path, "image"],
        data: { name: containerName(workload, container), image, registries: registries.join(", ") },
        suggestions: ["Copy the image to a registry that is named, or build it from source there."],
      });
    }
  },
});

/** With its host: the first part is one when it has a dot or a port, or is `localhost`. */
function wholeName(image: string): string {
  const name = image.toLowerCase();
  const [first = "", ...rest] = name.split("/");
  if (rest.length === 0) return `docker.io/library/${name}`;
  return /[.:]/.test(first) || first === "localhost" ? name : `docker.io/${name}`;
}
