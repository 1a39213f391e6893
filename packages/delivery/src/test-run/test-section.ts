import type { Graph, GraphTest } from "@towpath/manifest";
import { deliveryError } from "../errors.ts";

/**
 * The manifest's test section, where what it asks of coverage can be read somewhere.
 *
 * @throws {DeliveryError} `delivery/nothing-to-test`, `delivery/coverage-format`
 */
export function testSection(graph: Graph): GraphTest {
  const { test: section } = graph;
  if (!section) {
    throw deliveryError({
      code: "delivery/nothing-to-test",
      message: `The manifest of ${graph.service.name} has no test section.`,
      place: graph.service.origin.place,
      hint: "Add one, for example: test: { run: npm test, with: [db] }",
    });
  }
  const { place } = section.origin;
  const needs = [...Object.keys(section.minimum), ...(section.coverageDrop === undefined ? [] : ["coverageDrop"])];
  if (needs.length > 0 && section.reports.coverage === undefined) {
    const [first = ""] = needs;
    const what = first === "coverageDrop" ? "test.coverageDrop is set" : `test.minimum names ${first}`;
    throw deliveryError({
      code: "delivery/coverage-format",
      message: `${what}, but test.reports.coverage does not say where the coverage is reported.`,
      place,
      hint: "Add test.reports.coverage, for example coverage/lcov.info.",
    });
  }
  if (section.reports.coverage !== undefined && /\.(?:json|html?)$/i.test(section.reports.coverage)) {
    throw deliveryError({
      code: "delivery/coverage-format",
      message: `test.reports.coverage names ${section.reports.coverage}; lcov, Cobertura's XML and JaCoCo's XML are read.`,
      place,
      hint: "Let the coverage tool write one of these, for example coverage/lcov.info.",
    });
  }
  return section;
}
