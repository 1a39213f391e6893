import { expect, test } from "vitest";
import { renderHtml } from "./report-html.ts";
import { change, facts, instead, report } from "./testing/control-facts.ts";

test("the page is one whole, and what people wrote stays text", () => {
  const evil = '"><script>alert(1)</script><img src=x onerror=y>\u202e';
  const found = facts({
    changes: [change({ version: evil, actor: evil, environment: evil })],
    statements: instead("source-review", { held: false, reasons: [evil] }),
  });
  const page = renderHtml({ ...report(found), service: evil, from: evil });
  expect(page).toMatch(/^<!doctype html>\n<html lang="en">/);
  expect(page.match(/<script|<img|<a href="(?!#)|javascript:|\u202e|https?:\/\/(?!towpath)/g)).toBeNull();
  expect(page).toContain("&lt;script&gt;alert(1)&lt;/script&gt;");
  expect(page.match(/<style>/g)).toHaveLength(1);
  for (const tag of ["html", "head", "body", "table", "tr", "td", "section", "code", "span", "p"])
    expect([tag, page.split(`<${tag}>`).length + page.split(`<${tag} `).length]).toEqual([
      tag,
      page.split(`</${tag}>`).length + 1,
    ]);
});
