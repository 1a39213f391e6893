import { isJsonObject, type Json, own } from "@towpath/core";
import { defineRule } from "../../rule/define-rule.ts";

/** Whoever follows a link in an emergency gets where it says. */
export const httpsLinks = defineRule({
  id: "network/https-links",
  phase: "documents",
  select: { document: "Service" },
  meta: {
    severity: "low",
    since: "0.2.0",
    fix: "unsafe",
    messages: { plain: 'The link "{{title}}" is http://: what it shows could be anyone\'s.' },
    docs: {
      summary: "Links of a service are https.",
      rationale:
        "A runbook tells people what to type with all their rights; it had better be the right one. " +
        "Whether the page is there by https is not tried, so the fix is only applied where it is asked for.",
      bad: ["metadata: { links: [{ title: Runbook, url: http://wiki.example.com/orders }] }"],
      good: ["metadata: { links: [{ title: Runbook, url: https://wiki.example.com/orders }] }"],
    },
  },
  check(document, context) {
    for (const [index, link] of linksOf(document.raw["metadata"]).entries()) {
      const url = isJsonObject(link) ? own(link, "url") : undefined;
      const title = isJsonObject(link) ? own(link, "title") : undefined;
      if (typeof url !== "string" || !/^http:/i.test(url)) continue;
      const place = document.placeOf(`/metadata/links/${index}/url`);
      context.report({
        messageId: "plain",
        at: place,
        about: ["metadata", "links", String(index), "url"],
        data: { title: typeof title === "string" ? title : "" },
        suggestions: ["Write https:// if the page is there, and move it where it is if not."],
        fix: (edit) => edit.set(place, url.replace(/^http:/i, "https:")),
      });
    }
  },
});

function linksOf(metadata: Json | undefined): readonly Json[] {
  const links = metadata !== undefined && isJsonObject(metadata) ? own(metadata, "links") : undefined;
  return Array.isArray(links) ? links : [];
}
