import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { GITHUB_LIMITS } from "../github-limits.ts";
import { findingWith, rawControls, resultWith, runs, untrustedResults } from "../testing/findings.ts";
import { readSarif, type SarifLog } from "../testing/read-sarif.ts";
import { sampleResult, sampleRules } from "../testing/sample.ts";
import { renderSarif, type SarifOptions } from "./sarif.ts";

function runOf(facts: Parameters<typeof resultWith>[0], options: SarifOptions = {}) {
  const { text, notices } = renderSarif(resultWith(facts), options);
  const [run] = readSarif(text).runs;
  if (!run) throw new Error("The log has no run.");
  const said = run.invocations[0]?.toolExecutionNotifications.map(({ message }) => message.text);
  expect(said).toEqual(notices);
  return { ...run, notices };
}

describe("SARIF", () => {
  test("has rules, results at their lines from the repository's root, and no waived finding", async () => {
    const { text } = renderSarif(sampleResult, {
      folder: "services/orders",
      rules: sampleRules,
      version: "1.2.3",
    });
    readSarif(text);
    await expect(`${JSON.stringify(JSON.parse(text), undefined, 2)}\n`).toMatchFileSnapshot(
      "../testing/fixtures/result.sarif",
    );
  });

  test("keeps its schema and its texts, and holds no raw control, whatever the texts hold", () => {
    fc.assert(
      fc.property(untrustedResults, fc.string({ unit: "binary" }), (result, text) => {
        const rules = result.findings.map(({ code }) => ({
          id: code,
          summary: text,
          rationale: result.summary,
          docs: text,
          severity: "info" as const,
          level: "advisory" as const,
          tags: [text],
        }));
        const sarif = renderSarif(result, { rules, folder: text, category: text });
        const [run] = readSarif(sarif.text).runs;
        expect(sarif.text).not.toMatch(rawControls);
        expect(sarif.text).not.toContain("##[");
        const shown = result.findings.filter(({ outcome }) => outcome !== "waived");
        expect(run?.results.map(({ ruleId }) => ruleId).sort()).toEqual(shown.map(({ code }) => code).sort());
        for (const { ruleId, ruleIndex, locations, message } of run?.results ?? []) {
          expect(run?.tool.driver.rules[ruleIndex]?.id).toBe(ruleId);
          expect(locations).toHaveLength(1);
          expect(message.text).not.toContain("](");
        }
        for (const { help } of run?.tool.driver.rules ?? []) expect(help.text).not.toBe("");
      }),
      { numRuns: runs },
    );
  });

  test("knows a finding again at another line, and tells two of one fingerprint apart", () => {
    const at = (line: number) => ({
      file: "towpath.yaml",
      range: { start: { line, column: 1 }, end: { line, column: 2 } },
    });
    const hashes = (findings: readonly ReturnType<typeof findingWith>[]) =>
      runOf({ findings }).results.map(({ partialFingerprints }) => partialFingerprints.primaryLocationLineHash);
    expect(hashes([findingWith({ places: [at(3)] })])).toEqual(hashes([findingWith({ places: [at(40)] })]));
    expect(new Set(hashes([findingWith({ places: [at(3)] }), findingWith({ places: [at(40)] })])).size).toBe(2);
  });

  test.each([
    [{ file: "a b/#1?.yaml" }, "services/orders/a%20b/%231%3F.yaml", { startLine: 1 }],
    [{ file: "../web/towpath.yaml" }, "services/web/towpath.yaml", { startLine: 1 }],
    [{ file: "/etc/passwd" }, "services/orders/towpath.yaml", { startLine: 1 }],
    [{ file: "../../../x" }, "services/orders/towpath.yaml", { startLine: 1 }],
    [undefined, "services/orders/towpath.yaml", { startLine: 1 }],
    [
      { file: "a.yaml", range: { start: { line: 2, column: 3 }, end: { line: 2, column: 9 } } },
      "services/orders/a.yaml",
      { startLine: 2, startColumn: 3, endLine: 2, endColumn: 9 },
    ],
  ])("%j stands at %s", (place, uri, region) => {
    const findings = [findingWith({ places: place ? [place] : [] })];
    const [result] = runOf({ findings }, { folder: "services/orders" }).results;
    expect(result?.locations[0]?.physicalLocation).toEqual({
      artifactLocation: { uri, uriBaseId: "%SRCROOT%" },
      region,
    });
  });

  test("has a category of its own for each verb, service and environment, or the one that is asked for", () => {
    expect(runOf({ environment: "prod" }).automationDetails.id).toBe("towpath/check/orders/prod/");
    expect(runOf({}, { category: "nightly" }).automationDetails.id).toBe("nightly/");
  });

  test(`has at most ${GITHUB_LIMITS.sarifTags} tags a rule, and descriptions that fit`, () => {
    const [known] = sampleRules;
    if (!known) throw new Error("There is no rule.");
    const tags = Array.from({ length: 30 }, (_, index) => `tag${index}`);
    const long = "long ".repeat(1_000);
    const findings = [findingWith({ code: known.id })];
    const rules = [{ ...known, tags, summary: long, rationale: long }];
    const [rule] = runOf({ findings }, { rules }).tool.driver.rules;
    expect(rule).toMatchObject({
      shortDescription: { text: expect.stringMatching(/^.{1023}…$/u) },
      fullDescription: { text: expect.stringMatching(/^.{1023}…$/u) },
    });
    expect(rule?.properties.tags).toEqual(tags.slice(0, GITHUB_LIMITS.sarifTags));
  });

  test("past GitHub's number of results keeps the heaviest, and says how many are not there", () => {
    const count = GITHUB_LIMITS.sarifResults + 1_000;
    const findings = Array.from({ length: count }, (_, index) =>
      findingWith({
        code: `data/r${index % 7}`,
        level: index % 2 === 0 ? "advisory" : "mandatory",
        severity: index % 3 === 0 ? "critical" : "info",
        places: [],
      }),
    );
    const { results, notices } = runOf({ findings });
    expect(results).toHaveLength(GITHUB_LIMITS.sarifResults);
    expect(notices[0]).toMatch(/^1000 of 26000 findings, the lightest, are not in this file/);
    expect(notices[1]).toBe("GitHub shows the 5000 heaviest of 25000 results.");
    expect(results.filter(({ level }) => level === "error")).toHaveLength(count / 2);
    const advice = results.filter(({ level }) => level === "warning");
    expect(advice.filter(({ properties }) => properties.severity === "critical")).toHaveLength(
      findings.filter(({ level, severity }) => level === "advisory" && severity === "critical").length,
    );
  });

  test("has one run and no more rules than results, however many services and rules there are", () => {
    const findings = Array.from({ length: 30_000 }, (_, index) =>
      findingWith({ code: `data/r${index}`, service: `s${index}`, places: [] }),
    );
    // Not held against the schema: whether so many rules are unlike one another takes Ajv a minute.
    const log: SarifLog = JSON.parse(renderSarif(resultWith({ findings })).text);
    expect(log.runs.length).toBeLessThanOrEqual(GITHUB_LIMITS.sarifRuns);
    expect(log.runs[0]?.tool.driver.rules.length).toBeLessThanOrEqual(GITHUB_LIMITS.sarifRules);
  });

  test("past GitHub's size is cut by whole findings until it fits, and says so", () => {
    let seed = 1;
    const noise = () =>
      Array.from({ length: 4_000 }, () => {
        seed = (seed * 48_271) % 2_147_483_647;
        return String.fromCharCode(0x4e00 + (seed % 20_000));
      }).join("");
    const messages = Array.from({ length: 500 }, noise);
    const findings = Array.from({ length: 6_000 }, (_, index) =>
      findingWith({ message: `${index}${messages[index % 500]?.slice(index % 50)}${messages[(index * 7) % 500]}` }),
    );
    const { text, notices } = renderSarif(resultWith({ findings }));
    expect(gzipSync(text).length).toBeLessThanOrEqual(GITHUB_LIMITS.sarifGzipBytes);
    const shown = readSarif(text).runs[0]?.results.length ?? 0;
    expect(shown).toBeGreaterThan(500);
    expect(notices[0]).toContain(`${6_000 - shown} of 6000 findings`);
  });
});
