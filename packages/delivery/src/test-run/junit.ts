import { stripVTControlCharacters } from "node:util";
import { isJsonObject, own } from "@towpath/core";
import { XMLParser, XMLValidator } from "fast-xml-parser";
import { type DeliveryError, deliveryError } from "../errors.ts";
import type { TestCase } from "./test-case.ts";
import { documentTypeAt, filledEntities, xmlComplaint } from "./xml-text.ts";

const DEEPEST = 64;
/** What is read of a text, in UTF-16 code units: more than is shown, so that a secret at the end is known as a whole. */
const LONGEST_READ = 100_000;

/**
 * Reads a JUnit XML report as Ant, Surefire, pytest, vitest, jest, Gradle and node:test write it.
 *
 * There is no specification; https://github.com/testmoapp/junitxml describes what is common. A document type and
 * entities of its own are refused: no report needs them, and they can be made to grow without end.
 *
 * @throws {DeliveryError} `delivery/report-refused` for what is no whole JUnit report
 */
export function readJunit(xml: string): readonly TestCase[] {
  if (documentTypeAt(xml) !== -1) throw refused("it has a document type");
  const root = parse(xml);
  if (!root.some(({ name }) => name === "testsuites" || name === "testsuite")) {
    throw refused("it has neither <testsuites> nor <testsuite>");
  }
  const cases: TestCase[] = [];
  collect(root, { suite: "", file: undefined }, 0, cases);
  return cases;
}

interface Element {
  readonly name: string;
  readonly attribute: (name: string) => string | undefined;
  readonly children: readonly Element[];
  readonly text: string;
}

function parse(xml: string): readonly Element[] {
  try {
    const verdict = XMLValidator.validate(xml);
    if (verdict !== true) throw new Error(`line ${verdict.err.line}: ${verdict.err.msg}`);
    const parser = new XMLParser({
      preserveOrder: true,
      ignoreAttributes: false,
      attributeNamePrefix: "",
      parseTagValue: false,
      parseAttributeValue: false,
      processEntities: false,
      trimValues: false,
    });
    const document: unknown = parser.parse(xml);
    return elementsOf(document, 0);
  } catch (error) {
    throw error instanceof Error && error.name === "DeliveryError" ? error : refused(xmlComplaint(error));
  }
}

/** The parser's ordered form: a list of `{ NAME: [children], ":@": {attributes} }` and `{ "#text": … }`. */
function elementsOf(nodes: unknown, depth: number): readonly Element[] {
  if (!Array.isArray(nodes)) return [];
  if (depth > DEEPEST) throw refused(`elements are nested deeper than ${DEEPEST}`);
  const list: readonly unknown[] = nodes;
  return list.flatMap((node) => {
    if (!isJsonObject(node)) return [];
    const name = Object.keys(node).find((key) => key !== ":@");
    if (name === undefined || name === "#text" || name.startsWith("?")) return [];
    const attributes = node[":@"];
    const children: unknown = node[name];
    return [
      {
        name,
        attribute: (wanted: string) => {
          const value = isJsonObject(attributes) ? own(attributes, wanted) : undefined;
          return typeof value === "string" ? plain(value) : undefined;
        },
        children: elementsOf(children, depth + 1),
        text: textOf(children),
      },
    ];
  });
}

function textOf(nodes: unknown): string {
  if (!Array.isArray(nodes)) return "";
  const list: readonly unknown[] = nodes;
  const texts = list.map((node) => {
    const text = isJsonObject(node) ? own(node, "#text") : undefined;
    return typeof text === "string" ? text : "";
  });
  return plain(texts.join("").slice(0, LONGEST_READ)).trim();
}

/** The predefined entities and character references filled in, colours and other control sequences taken out. */
function plain(text: string): string {
  return stripVTControlCharacters(filledEntities(text));
}

interface Surroundings {
  readonly suite: string;
  readonly file: string | undefined;
}

function collect(elements: readonly Element[], around: Surroundings, depth: number, cases: TestCase[]): void {
  for (const element of elements) {
    if (element.name === "testcase") {
      cases.push(testCase(element, around));
    } else if (element.name === "testsuite" || element.name === "testsuites") {
      const suite = element.name === "testsuite" ? (element.attribute("name") ?? "") : "";
      const file = element.attribute("file") ?? around.file;
      collect(element.children, { suite: suite || around.suite, file }, depth + 1, cases);
    }
  }
}

function testCase(element: Element, around: Surroundings): TestCase {
  const child = (...names: readonly string[]) => element.children.find(({ name }) => names.includes(name));
  const failure = child("failure");
  const error = child("error");
  const broken = failure ?? error;
  const isSkipped = child("skipped") !== undefined;
  const wasRetried = child("flakyFailure", "flakyError");
  const group = [element.attribute("classname"), around.suite].find((name) => name && name !== "test");
  const name = element.attribute("name") || "(a test without a name)";
  const seconds = Number((element.attribute("time") ?? "").replaceAll(",", ""));
  const line = Number(element.attribute("line"));
  const told = broken ?? wasRetried;
  return {
    title: group && group !== name ? `${group} › ${name}` : name,
    status: failure ? "failed" : error ? "error" : isSkipped ? "skipped" : "passed",
    isFlaky: !broken && !isSkipped && wasRetried !== undefined,
    durationMs: Number.isFinite(seconds) && seconds > 0 ? seconds * 1000 : 0,
    message: told && (told.attribute("message") || told.text.split("\n", 1)[0] || told.attribute("type") || undefined),
    details: told?.text || undefined,
    file: element.attribute("file") ?? around.file,
    line: Number.isSafeInteger(line) && line > 0 ? line : undefined,
  };
}

function refused(why: string): DeliveryError {
  return deliveryError({
    code: "delivery/report-refused",
    message: `It is no JUnit report that can be read: ${why.replace(/\.+$/, "")}.`,
    hint: "Let the test runner write JUnit XML (UTF-8) and let it end before the command ends.",
  });
}
