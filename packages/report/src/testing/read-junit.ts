import { XMLParser, XMLValidator } from "fast-xml-parser";
import { expect } from "vitest";

/** A test case as a reader of JUnit sees it. */
export interface JunitCase {
  readonly suite: string;
  readonly classname: string;
  readonly name: string;
  readonly kind: "passed" | "failure" | "error" | "skipped";
  readonly type: string;
  readonly message: string;
  readonly text: string;
}

type Node = Readonly<Record<string, unknown>>;

/** What the schema of Jenkins' xUnit plugin (junit-10.xsd) allows: attributes, then elements below. */
const SHAPES: Readonly<Record<string, { readonly attributes: readonly string[]; readonly below: readonly string[] }>> =
  {
    testsuites: { attributes: ["name", "time", "tests", "failures", "errors"], below: ["testsuite"] },
    testsuite: {
      attributes: ["name", "tests", "failures", "errors", "time", "skipped"],
      below: ["testcase"],
    },
    testcase: {
      attributes: ["name", "time", "classname"],
      below: ["skipped", "error", "failure", "system-out"],
    },
    skipped: { attributes: ["type", "message"], below: [] },
    error: { attributes: ["type", "message"], below: [] },
    failure: { attributes: ["type", "message"], below: [] },
    "system-out": { attributes: [], below: [] },
  };

const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: "",
  parseAttributeValue: false,
  parseTagValue: false,
  trimValues: false,
  htmlEntities: false,
  processEntities: { enabled: true, maxTotalExpansions: 1_000_000, maxExpandedLength: 100_000_000 },
});

/** Reads JUnit XML, which has to be well-formed, of the shape that its readers know, with numbers that are true. */
export function readJunit(xml: string): readonly JunitCase[] {
  expect(XMLValidator.validate(xml)).toBe(true);
  // XML 1.0, 2.2: all that a document may hold.
  expect(xml).toMatch(/^[\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]*$/u);
  const [declaration, root] = list(parser.parse(xml)).filter((node) => !("#text" in node));
  expect(declaration).toHaveProperty("?xml");
  if (!root) throw new Error("There is no root.");
  expectShape(root);
  const cases = below(root).flatMap((suite) => {
    const found = below(suite).map((testcase) => caseOf(testcase, attribute(suite, "name")));
    expectNumbers(suite, found);
    expect(attribute(suite, "skipped")).toBe(String(found.filter(({ kind }) => kind === "skipped").length));
    return found;
  });
  expectNumbers(root, cases);
  expect(cases.length).toBeGreaterThan(0);
  return cases;
}

function caseOf(testcase: Node, suite: string): JunitCase {
  const ends = below(testcase).filter((node) => nameOf(node) !== "system-out");
  expect(ends.length).toBeLessThanOrEqual(1);
  const [end] = ends;
  const name = end ? nameOf(end) : "passed";
  const kind = name === "failure" || name === "error" || name === "skipped" ? name : "passed";
  return {
    suite,
    classname: attribute(testcase, "classname"),
    name: attribute(testcase, "name"),
    kind,
    type: end ? attribute(end, "type") : "",
    message: end ? attribute(end, "message") : "",
    text: end ? textOf(end) : "",
  };
}

function expectShape(node: Node): void {
  const shape = SHAPES[nameOf(node)];
  expect(shape, nameOf(node)).toBeDefined();
  for (const name of Object.keys(attributesOf(node))) expect(shape?.attributes).toContain(name);
  for (const child of below(node)) {
    expect(shape?.below).toContain(nameOf(child));
    expectShape(child);
  }
}

function expectNumbers(node: Node, cases: readonly JunitCase[]): void {
  const of = (wanted: string) => String(cases.filter(({ kind }) => kind === wanted).length);
  expect(attribute(node, "tests")).toBe(String(cases.length));
  expect(attribute(node, "failures")).toBe(of("failure"));
  expect(attribute(node, "errors")).toBe(of("error"));
}

function nameOf(node: Node): string {
  return Object.keys(node).find((key) => key !== ":@") ?? "";
}

function below(node: Node): readonly Node[] {
  return list(node[nameOf(node)]).filter((child) => !("#text" in child));
}

function textOf(node: Node): string {
  return list(node[nameOf(node)])
    .map((child) => String(child["#text"] ?? ""))
    .join("");
}

function attributesOf(node: Node): Node {
  return isNode(node[":@"]) ? node[":@"] : {};
}

function attribute(node: Node, name: string): string {
  return String(attributesOf(node)[name] ?? "");
}

function list(value: unknown): readonly Node[] {
  return Array.isArray(value) ? value.filter(isNode) : [];
}

function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null;
}
