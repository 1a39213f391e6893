import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Effects, makeFinding, nodeEffects, type ProgressEvent } from "@towpath/core";
import { resultOf } from "@towpath/report";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { folderWith } from "../testing/folder-with.ts";
import { renderAs } from "./render-as.ts";
import { REPORT_FORMATS } from "./report-formats.ts";
import { type ReportRequest, reported } from "./reported.ts";

let folder = "";
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), "towpath-reports-")));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const findings = [
  makeFinding({
    code: "workload/limits",
    message: "main has no limit for memory.",
    docs: "packages/policy/docs/rules/workload/limits.md",
    level: "advisory",
    service: "orders",
    address: "workloads.main",
    places: [{ file: "towpath.yaml", range: { start: { line: 2, column: 1 }, end: { line: 2, column: 9 } } }],
  }),
  makeFinding({ code: "acme/own", message: "No.", docs: "", outcome: "waived", service: "orders" }),
];
const result = resultOf({
  verb: "check",
  service: "orders",
  summary: "orders: 1 advisory finding.",
  findings,
  data: {},
});

function effects(facts: Partial<Effects> = {}): Effects {
  const signal = new AbortController().signal;
  return { ...nodeEffects({ signal, events: () => undefined }), folder, variables: {}, ...facts };
}

async function ask(request: Partial<ReportRequest>, facts: Partial<Effects> = {}) {
  let runs = 0;
  const answer = await reported(
    "check",
    { format: undefined, isJson: false, reports: [], ...request },
    effects(facts),
    async () => {
      runs += 1;
      return result;
    },
  );
  return { ...answer, runs, text: answer.printed && [...answer.printed.parts].join("") };
}

describe("a result in the formats asked for", () => {
  test.each([
    ["text", /^towpath\.yaml:2:1 {2}advisory/],
    ["json", /^\{\n {2}"result": 1,/],
    ["markdown", /^## towpath check.*Without a limit/s],
    ["github", /^::warning file=towpath\.yaml,/],
    ["comment", /^<!-- towpath:check:orders -->\n/],
    ["sarif", /^\{"\$schema":.*"semanticVersion":"1\.2\.3".*Without a limit/s],
    ["junit", /^<\?xml .*Without a limit/s],
  ] as const)("%s is printed", async (format, pattern) => {
    const { text, runs } = await ask({ format, version: "1.2.3" });
    expect(text).toMatch(pattern);
    expect(runs).toBe(1);
  });

  test("has every format", async () => {
    for (const format of REPORT_FORMATS) expect([...(await renderAs(format, result, effects())).parts]).not.toEqual([]);
  });

  test("is written to as many files as are named, and what a format leaves out is said", async () => {
    const notices: ProgressEvent[] = [];
    const reports = ["sarif=a.sarif", "json=b.json", "junit=c=d.xml"];
    const { text, result: same } = await ask({ reports }, { events: (event) => notices.push(event) });
    expect(text).toBeUndefined();
    expect(same).toBe(result);
    expect(JSON.parse(readFileSync(join(folder, "a.sarif"), "utf8"))).toMatchObject({ version: "2.1.0" });
    expect(JSON.parse(readFileSync(join(folder, "b.json"), "utf8"))).toMatchObject({ status: "ok" });
    expect(readFileSync(join(folder, "c=d.xml"), "utf8")).toContain("<testsuites");
    expect(notices).toEqual([{ type: "notice", message: "a.sarif: 1 waived finding is left out." }]);
  });

  test("names files from the root of the repository, and links them in the commit of a job", async () => {
    mkdirSync(join(folder, ".git"));
    const below = join(folder, "services/orders");
    mkdirSync(below, { recursive: true });
    expect((await ask({ format: "github" }, { folder: below })).text).toContain("file=services/orders/towpath.yaml,");
    const sha = "0123456789abcdef0123456789abcdef01234567";
    const variables = {
      GITHUB_REPOSITORY: "acme/shop",
      GITHUB_SHA: sha,
      GITHUB_SERVER_URL: "https://github.acme.example",
    };
    expect((await ask({ format: "comment" }, { folder: below, variables })).text).toContain(
      `(https://github.acme.example/acme/shop/blob/${sha}/services/orders/towpath.yaml#L2)`,
    );
  });
});

describe("a wrong request", () => {
  test.each([
    [{ format: "sarfi" }, "operation/unknown-format", 'Did you mean "sarif"?'],
    [{ format: "pdf" }, "operation/unknown-format", "There are text, json"],
    [{ format: "sarif", isJson: true }, "operation/unknown-format", "--report"],
    [{ reports: ["a.sarif"] }, "operation/unknown-format", "--report sarif=towpath.sarif"],
    [{ reports: ["=a"] }, "operation/unknown-format", "--report"],
    [{ reports: ["sarif="] }, "operation/unknown-format", "--report"],
    [{ reports: ["sarif=none/a.sarif"] }, "operation/output-file", "folder"],
    [{ reports: ["sarif=."] }, "operation/output-file", "folder"],
    [{ reports: ["json=-"] }, "operation/unknown-format", "--format json"],
    [{ reports: ["json=a", "sarif=./a"] }, "operation/output-file", "folder"],
  ])("%j is said, and nothing is run", async (request, code, hint) => {
    const answer = await ask(request);
    expect(answer).toMatchObject({ runs: 0, printed: undefined, result: { status: "invalid", findings: [{ code }] } });
    expect(answer.result.findings[0]?.suggestions[0]).toContain(hint);
  });

  test("a document is not overwritten, another report is", async () => {
    for (const name of ["towpath.yaml", "a.json"]) writeFileSync(join(folder, name), "old");
    const answer = await ask({ reports: ["json=a.json", "json=./towpath.yaml"] });
    expect(answer).toMatchObject({ runs: 0, result: { status: "invalid" } });
    expect(answer.result.findings[0]?.message).toContain("./towpath.yaml: it is there, and is no report");
    expect((await ask({ reports: ["json=a.json"] })).runs).toBe(1);
    expect(readFileSync(join(folder, "towpath.yaml"), "utf8")).toBe("old");
    expect(readFileSync(join(folder, "a.json"), "utf8")).toMatch(/^\{/);
  });

  test("a file that cannot be written in the end is no pass", async () => {
    writeFileSync(join(folder, "a"), "");
    const { result: ended } = await ask({ reports: ["json=a/b.json"] });
    expect(ended).toMatchObject({ status: "invalid" });
    expect(ended.findings.map(({ code }) => code)).toContain("operation/output-file");
    expect(ended.findings).toHaveLength(findings.length + 1);
  });
});

test("a plan's comment is another one than the check's, and another one in each environment", async () => {
  const { effects } = folderWith({});
  const markerOf = async (verb: "check" | "plan", environment: string): Promise<string | undefined> => {
    const result = resultOf({ verb, service: "orders", environment, summary: "S.", data: null });
    const { parts } = await renderAs("comment", result, effects);
    return [...parts].join("").split("\n")[0];
  };
  expect(await markerOf("check", "dev")).toBe("<!-- towpath:check:orders -->");
  expect(await markerOf("plan", "dev")).toBe("<!-- towpath:plan:plan=20orders=20dev -->");
  expect(await markerOf("plan", "prod")).not.toBe(await markerOf("plan", "dev"));
});
