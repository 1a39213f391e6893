import { defineRule } from "../../rule/define-rule.ts";

/** What several services use is somebody's. */
export const sharedOwner = defineRule({
  id: "data/shared-owner",
  phase: "graph",
  select: { resource: "*" },
  meta: {
    severity: "medium",
    since: "0.2.0",
    messages: { nobody: "{{name}} is shared as {{share}}, and the platform {{platform}} does not say whose it is." },
    docs: {
      summary: "A shared resource has an owner.",
      rationale:
        "When it fails or fills up, every service that shares it looks at the others. " +
        "Whose it is stands in the platform, below `shared:`, where one team is named for all.",
      bad: ["resources: { db: { type: postgres, share: catalogue } }"],
      good: [
        "metadata: { owner: team-catalogue }\nresources: { db: { type: postgres, share: catalogue } }\n---\nteams: { team-catalogue: {} }\nshared: { catalogue: { owner: team-catalogue } }",
      ],
    },
  },
  check(resource, context) {
    const { share, shareOwner, name } = resource;
    if (share === undefined || shareOwner !== undefined) return;
    context.report({
      messageId: "nobody",
      data: { name, share, platform: context.graph.platform.name },
      suggestions: ["Ask the platform team to add it below `shared:`, with the team that it belongs to."],
    });
  },
});
