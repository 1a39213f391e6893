import { isJsonObject, own } from "@towpath/core";
import { XMLParser, XMLValidator } from "fast-xml-parser";
import { type DeliveryError, deliveryError } from "../../errors.ts";
import { documentTypeAt, filledEntities, xmlComplaint } from "../xml-text.ts";

/** No coverage tool nests nearly as deeply. */
const DEEPEST = 64;

/** An element that was opened, with the elements around it, the root first. */
export interface OpenElement {
  readonly name: string;
  readonly attribute: (name: string) => string | undefined;
}

/**
 * Goes over the elements of an XML document in their order, and keeps nothing of it but the elements that are open: a report
 * of many megabytes takes the memory of its text. A document type may name where it is defined, as Cobertura's and
 * JaCoCo's do, and is never fetched; one with definitions of its own is refused: they can be made to grow without end.
 *
 * @param visit gets each element with what is around it, the root first
 * @throws {DeliveryError} `delivery/report-refused` for what is no whole XML document
 */
export function walkXml(text: string, visit: (element: OpenElement, around: readonly OpenElement[]) => void): void {
  const xml = withoutDocumentType(text);
  const verdict = XMLValidator.validate(xml);
  if (verdict !== true) throw refusedXml(xmlComplaint(new Error(`line ${verdict.err.line}: ${verdict.err.msg}`)));
  const open: OpenElement[] = [];
  const parser = new XMLParser({
    preserveOrder: true,
    ignoreAttributes: false,
    attributeNamePrefix: "",
    parseTagValue: false,
    parseAttributeValue: false,
    processEntities: false,
    maxNestedTags: DEEPEST,
    jPath: false,
    onDangerousProperty: (name) => `\u0000${name}`,
    updateTag: (name, place, attributes: unknown) => {
      if (name.startsWith("?")) return false;
      open.length = Math.max(0, Math.min(open.length, depthOf(place) - 1));
      const element: OpenElement = {
        name,
        attribute: (wanted) => {
          const value = isJsonObject(attributes) ? own(attributes, wanted) : undefined;
          return typeof value === "string" ? filledEntities(value) : undefined;
        },
      };
      visit(element, open);
      open.push(element);
      return false; // It is not kept.
    },
  });
  try {
    parser.parse(xml);
  } catch (error) {
    if (error instanceof Error && error.name === "DeliveryError") throw error;
    throw refusedXml(xmlComplaint(error));
  }
}

function depthOf(place: unknown): number {
  if (typeof place !== "object" || place === null || !("getDepth" in place)) return 0;
  const { getDepth } = place;
  const depth: unknown = typeof getDepth === "function" ? getDepth.call(place) : 0;
  return typeof depth === "number" ? depth : 0;
}

/** `<!DOCTYPE report PUBLIC "…" "report.dtd">` at the beginning of a text. */
const NAMED_TYPE =
  /^<!DOCTYPE\s+[\w:.-]{1,100}\s*(?:SYSTEM\s+(?:"[^"<>]{0,1000}"|'[^'<>]{0,1000}')|PUBLIC\s+(?:"[^"<>]{0,1000}"|'[^'<>]{0,1000}')\s+(?:"[^"<>]{0,1000}"|'[^'<>]{0,1000}'))?\s*>/;
const LONGEST_TYPE = 4_000;

/** The document without a type that names its definition alone. @throws {DeliveryError} for any other */
function withoutDocumentType(xml: string): string {
  const at = documentTypeAt(xml);
  if (at === -1) return xml;
  const type = NAMED_TYPE.exec(xml.slice(at, at + LONGEST_TYPE))?.[0];
  const plain = type === undefined ? xml : xml.slice(0, at) + xml.slice(at + type.length);
  if (documentTypeAt(plain) !== -1) throw refusedXml("it has a document type with definitions of its own");
  return plain;
}

/** Says why XML is no coverage report. */
export function refusedXml(why: string): DeliveryError {
  return deliveryError({
    code: "delivery/report-refused",
    message: `It is no coverage report that can be read: ${why.replace(/\.+$/, "")}.`,
    hint: "Let the coverage tool write lcov, Cobertura or JaCoCo XML, and let it end before the command ends.",
  });
}
