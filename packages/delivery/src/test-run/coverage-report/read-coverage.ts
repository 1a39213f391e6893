import { coberturaReader } from "./cobertura.ts";
import type { CoverageTally } from "./coverage-tally.ts";
import { jacocoReader } from "./jacoco.ts";
import { readLcov } from "./lcov.ts";
import { type OpenElement, refusedXml, walkXml } from "./walk-xml.ts";

/**
 * Reads a coverage report into a tally: lcov, Cobertura or JaCoCo, told apart by what it says.
 *
 * @throws {DeliveryError} `delivery/report-refused` for XML that is not whole, or is another tool's
 */
export function readCoverage(text: string, tally: CoverageTally): void {
  if (!/^\s*</.test(text)) {
    readLcov(text, tally);
    return;
  }
  let read: ((element: OpenElement, around: readonly OpenElement[]) => void) | undefined;
  walkXml(text, (element, around) => {
    read ??= readerFor(element, tally);
    read(element, around);
  });
}

function readerFor(root: OpenElement, tally: CoverageTally): ReturnType<typeof coberturaReader> {
  if (root.name === "report") return jacocoReader(tally);
  if (root.name === "coverage" && (root.attribute("line-rate") ?? root.attribute("lines-valid")) !== undefined)
    return coberturaReader(tally);
  throw refusedXml(`it begins with <${root.name.slice(0, 60)}>, which is neither Cobertura's nor JaCoCo's`);
}
