import type { Graph, GraphTest } from "@towpath/manifest";
import { deliveryError } from "../errors.ts";

/**
 * The manifest's test section, where it asks for nothing that is not built.
 *
 * @throws {DeliveryError} `delivery/nothing-to-test`, `delivery/minimum-not-built`, `delivery/coverage-format`
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
  const other = Object.keys(section.minimum).find((name) => name !== "lines");
  if (other !== undefined) {
    throw deliveryError({
      code: "delivery/minimum-not-built",
      message: `test.minimum names ${other}; only lines is built yet.`,
      place,
      hint: "Remove it, or set a minimum for lines.",
    });
  }
  if (section.minimum["lines"] !== undefined && section.reports.coverage === undefined) {
    throw deliveryError({
      code: "delivery/coverage-format",
      message: "test.minimum names lines, but test.reports.coverage does not say where the coverage is reported.",
      place,
      hint: "Add test.reports.coverage, for example coverage/lcov.info.",
    });
  }
  if (section.reports.coverage !== undefined && /\.(?:xml|json|html)$/i.test(section.reports.coverage)) {
    throw deliveryError({
      code: "delivery/coverage-format",
      message: `test.reports.coverage names ${section.reports.coverage}; only lcov is built yet.`,
      place,
      hint: "Let the coverage tool write lcov (coverage/lcov.info).",
    });
  }
  return section;
}
