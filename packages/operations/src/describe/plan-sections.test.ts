import type { Change, Difference, Plan } from "@towpath/provisioning";
import { buildPlan } from "@towpath/provisioning";
import { GITHUB_LIMITS, renderMarkdown, renderText, resultOf } from "@towpath/report";
import { renderComment } from "@towpath/report/comment";
import { hostileStrings } from "@towpath/testkit";
import { describe, expect, test } from "vitest";
import { differenceLine } from "./difference-line.ts";
import { planSections, planSummary } from "./plan-sections.ts";

const place = (line: number) => ({
  layer: "service" as const,
  place: { file: "towpath.yaml", range: { start: { line, column: 9 }, end: { line, column: 12 } } },
});
const differs = (path: string, facts: Partial<Difference>): Difference => ({
  path,
  unknown: false,
  secret: false,
  ...facts,
});
const change = (name: string, facts: Partial<Change>): Change => ({
  address: `resources.${name}`,
  type: "postgres",
  engine: "local",
  action: "update",
  risk: "none",
  reasons: [],
  diff: [],
  ...facts,
});

/** One of each kind of change, at each risk that it can have. */
const CHANGES: readonly Change[] = [
  change("new", {
    action: "create",
    diff: [
      differs("version", { after: "17", origin: place(3) }),
      differs("settings.url", { unknown: true, origin: place(4) }),
      differs("settings.token", { secret: true, origin: place(5) }),
    ],
  }),
  change("tuned", { diff: [differs("settings.maxConnections", { before: 100, after: 150, origin: place(7) })] }),
  change("restarted", { risk: "restart", diff: [differs("settings.memory", { before: "1Gi", after: "2Gi" })] }),
  change("interrupted", { risk: "downtime", diff: [differs("settings.size", { before: { a: 1 }, after: [1, 2] })] }),
  change("open", {
    risk: "unknown",
    reasons: ["It depends on values that are known only when others are there."],
    diff: [differs("settings.url", { before: "http://a", unknown: true })],
  }),
  change("lossy", { risk: "data-loss", diff: [differs("settings.days", { before: 30, after: 1 })] }),
  change("newer", {
    action: "upgrade",
    risk: "downtime",
    reasons: ["Another version is wanted."],
    diff: [differs("version", { before: "17", after: "18", origin: place(9) })],
  }),
  change("migrated", { action: "migrate", risk: "restart" }),
  change("renamed", {
    reasons: ["Renamed from resources.old; the thing stays."],
    diff: [differs("address", { before: "resources.old", after: "resources.renamed" })],
  }),
  change("elsewhere", {
    action: "replace",
    risk: "data-loss",
    reasons: ["settings.zone cannot change in place."],
    diff: [differs("settings.zone", { before: "a", after: "b", origin: place(11) })],
  }),
  change("cache", {
    type: "redis",
    action: "replace",
    risk: "downtime",
    reasons: ["Another variant is another thing."],
  }),
  change("found", { action: "adopt", reasons: ["It is there already, but on no record."] }),
  change("left", { action: "retain", reasons: ["It left the manifest and holds data, which is kept."] }),
  change("gone", { type: "redis", action: "delete", risk: "downtime", reasons: ["It left the manifest."] }),
  change("db@17", { action: "delete", risk: "data-loss", reasons: ["It is destroyed by name."] }),
  change("same", { action: "none" }),
];

function planOf(changes: readonly Change[], goal: Plan["goal"] = "match"): Plan {
  return buildPlan({
    service: "orders",
    environment: "dev",
    goal,
    inputs: { manifest: "sha256:aa", platform: "sha256:bb", state: "absent" },
    changes,
    createdAt: new Date(0),
  });
}

function resultFor(plan: Plan) {
  return resultOf({
    verb: "plan",
    service: plan.service,
    environment: plan.environment,
    summary: `${plan.service} in ${plan.environment}: ${planSummary(plan)}.`,
    sections: planSections(plan),
    data: { plan },
  });
}

describe("a plan", () => {
  const result = resultFor(planOf(CHANGES));

  test("as text says each kind of change in words, the worst risk first", async () => {
    await expect(renderText(result, { colour: false })).toMatchFileSnapshot("../testing/golden/plan.txt");
  });

  test("as Markdown has a fold for each change", async () => {
    await expect(renderMarkdown(result)).toMatchFileSnapshot("../testing/golden/plan.md");
  });

  test("as JSON has all that it is", async () => {
    await expect(`${JSON.stringify(result.data, null, 2)}\n`).toMatchFileSnapshot("../testing/golden/plan-json.txt");
  });

  test("that destroys says what it leaves", () => {
    const kept = change("kept", { action: "none", reasons: ["It holds data, which is kept."] });
    const text = renderText(resultFor(planOf([kept, change("same", { action: "none" })], "destroy")), {
      colour: false,
    });
    expect(text).toContain(
      "= resources.kept (postgres on local): stays as it is\n      It holds data, which is kept.\n",
    );
    expect(text).not.toContain("resources.same");
  });

  test("that changes nothing has its digest and no list", () => {
    const text = renderText(resultFor(planOf([change("same", { action: "none" })])), { colour: false });
    expect(text).toMatch(/^ {2}changes {2}sha256:[0-9a-f]{64}\n\norders in dev: nothing/);
  });

  test("for a comment is cut from the harmless end, and says how much of it", () => {
    const many = Array.from({ length: 3_000 }, (_, index) =>
      change(`r${index}`, {
        action: index === 2_999 ? "replace" : "create",
        risk: index === 2_999 ? "data-loss" : "none",
        diff: [differs("settings.note", { after: "x".repeat(1_000) })],
      }),
    );
    const { text } = renderComment(resultFor(planOf(many)), { key: "orders" });
    expect(text.length).toBeLessThanOrEqual(GITHUB_LIMITS.commentCharacters);
    expect(text.match(/<summary>.*resources\.(\w+)/)?.[1]).toBe("r2999");
    expect(text).toMatch(/_\d+ of 3000 changes, the lightest, are not shown here\._/);
    expect(text).toContain("<summary>❗");
  });

  test.each(hostileStrings.map(({ name, text }) => [name, text]))("%s in it stays text", (_, text) => {
    const well = text.toWellFormed();
    const hostile = change("db", {
      address: well,
      type: well,
      engine: well,
      reasons: [well],
      diff: [differs(well, { before: well, after: { [well]: well } })],
    });
    const result = resultFor(planOf([hostile]));
    const page = renderMarkdown(result);
    const said = page.replace(/<pre>.*?<\/pre>/gs, "").replace(/<code>.*?<\/code>/gs, "");
    expect(page).not.toMatch(/<(?!\/?(?:br|code|details|summary|pre)>)[a-z!/]/i);
    expect(page.match(/<details>/g)).toHaveLength(1);
    expect(page.match(/<\/details>/g)).toHaveLength(1);
    expect(said).not.toMatch(/!?\[[^\]\n]*\][(:]|(?<![\w&])@[a-z]|\w:\/\//i);
    const shown = renderText(result, { colour: false });
    expect(shown).not.toMatch(/^\s*::|##\[|[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/m);
  });
});

describe("a value that differs", () => {
  test.each<[Partial<Difference>, string]>([
    [{ before: 1, after: 2 }, "a: 1 → 2"],
    [{ after: "x" }, 'a: "x"'],
    [{ before: "x" }, 'a: "x" → (not set)'],
    [{ before: 1, unknown: true }, "a: 1 → (known after apply)"],
    [{ after: "${resources.b.url}", unknown: true }, 'a: "${resources.b.url}" (known after apply)'],
    [{ secret: true }, "a: (secret)"],
    [{ before: 1, after: 2, origin: place(3) }, "a: 1 → 2  (towpath.yaml:3:9)"],
  ])("%j reads %s", (facts, line) => {
    expect(differenceLine(differs("a", facts))).toBe(line);
  });

  test("and is long is cut, but not where it differs", () => {
    const long = "x".repeat(5_000);
    const line = differenceLine(differs("a", { before: `${long}1${long}`, after: `${long}2${long}` }));
    expect(line.length).toBeLessThan(600);
    expect(line).toMatch(/…x+1x+… \(10003 characters\) → …x+2x+… \(10003 characters\)/);
  });
});
