import type { CoverageTally, FileTally } from "./coverage-tally.ts";
import type { OpenElement } from "./walk-xml.ts";

/**
 * Reads JaCoCo's XML, an element at a time. A file is told apart by module, package and name, so that the reports of
 * several modules and one of all of them add up.
 *
 * Format: https://www.jacoco.org/jacoco/trunk/coverage/report.dtd
 *
 * @returns what takes each element
 */
export function jacocoReader(tally: CoverageTally): (element: OpenElement, around: readonly OpenElement[]) => void {
  let file: FileTally | undefined;
  let className = "";
  let method = "";
  const nameOf = (around: readonly OpenElement[], source: string): string => {
    const last = (name: string): string => around.findLast((one) => one.name === name)?.attribute("name") ?? "";
    return [last("group") || last("report"), last("package"), source].filter(Boolean).join("/");
  };
  return (element, around) => {
    switch (element.name) {
      case "report": {
        // JaCoCo measures all of these, and leaves out the counters of what there is none of.
        tally.measures("branches");
        tally.measures("functions");
        break;
      }
      case "class": {
        className = element.attribute("name") ?? "";
        file = tally.file(nameOf(around, element.attribute("sourcefilename") ?? className));
        break;
      }
      case "method": {
        method = `${className}\n${element.attribute("name") ?? ""}\n${element.attribute("desc") ?? ""}`;
        break;
      }
      case "sourcefile": {
        file = tally.file(nameOf(around, element.attribute("name") ?? ""));
        break;
      }
      case "line": {
        if (!file) break;
        const count = (name: string): number => wholeNumber(element.attribute(name));
        const number = wholeNumber(element.attribute("nr"));
        file.line(number, count("ci") > 0);
        const branches = count("mb") + count("cb");
        if (branches > 0) file.branches(String(number), count("cb"), branches);
        break;
      }
      case "counter": {
        const parent = around.at(-1)?.name;
        const type = element.attribute("type");
        const covered = wholeNumber(element.attribute("covered"));
        const total = covered + wholeNumber(element.attribute("missed"));
        if (parent === "method" && type === "METHOD") file?.function(method, covered > 0);
        if (parent === "sourcefile" && type === "LINE") file?.sum("lines", covered, total);
        if (parent === "sourcefile" && type === "BRANCH") file?.sum("branches", covered, total);
        break;
      }
    }
  };
}

function wholeNumber(text: string | undefined): number {
  const value = Number(text ?? "");
  return Number.isSafeInteger(value) && value > 0 ? value : 0;
}
