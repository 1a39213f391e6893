import type { CoverageTally, FileTally } from "./coverage-tally.ts";
import type { OpenElement } from "./walk-xml.ts";

/**
 * Reads Cobertura's XML as Cobertura, coverage.py, istanbul, coverlet, gcovr and others write it: an element at a time.
 *
 * Format: https://github.com/cobertura/web/blob/master/htdocs/xml/coverage-04.dtd
 *
 * @returns what takes each element
 */
export function coberturaReader(tally: CoverageTally): (element: OpenElement, around: readonly OpenElement[]) => void {
  let file: FileTally | undefined;
  let className = "";
  let method: string | undefined;
  return (element, around) => {
    switch (element.name) {
      case "class": {
        className = element.attribute("name") ?? "";
        file = tally.file(element.attribute("filename") ?? className);
        tally.measures("lines");
        break;
      }
      case "method": {
        method = `${className}\n${element.attribute("name") ?? ""}\n${element.attribute("signature") ?? ""}`;
        file?.function(method, Number(element.attribute("line-rate")) > 0);
        break;
      }
      case "line": {
        if (!file) break;
        const number = Number(element.attribute("number"));
        const isCovered = Number(element.attribute("hits")) > 0;
        file.line(number, isCovered);
        if (isCovered && method !== undefined && around.at(-2)?.name === "method") file.function(method, true);
        const [, covered, total] = /\((\d{1,9})\/(\d{1,9})\)/.exec(element.attribute("condition-coverage") ?? "") ?? [];
        if (total !== undefined) file.branches(String(number), Number(covered), Number(total));
        break;
      }
    }
  };
}
