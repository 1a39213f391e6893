import { compareText } from "@towpath/core";
import { shown } from "../finding.ts";
import type { FileRequest } from "../generated/service.ts";
import type { GraphFile } from "../graph/graph-workload.ts";
import type { ContainerFields } from "./container-fields.ts";
import { type Resolution, report } from "./request.ts";

const FORMS = ["content", "binaryContent", "source"] as const;

/** The files that a container finds, sorted by target. */
export function resolveFiles(fields: ContainerFields, resolution: Resolution): readonly GraphFile[] {
  return Object.entries(fields.value.files ?? {})
    .sort(([a], [b]) => compareText(a, b))
    .flatMap(([target, file]) => {
      const content = contentOf(target, file, fields, resolution);
      if (!content) return [];
      const mode = file.mode?.slice(-3);
      return { target, ...(mode === undefined ? {} : { mode }), content, origin: fields.originOf(["files", target]) };
    });
}

function contentOf(
  target: string,
  file: FileRequest,
  fields: ContainerFields,
  resolution: Resolution,
): GraphFile["content"] | undefined {
  const at = ["files", target];
  const [form, ...more] = FORMS.filter((one) => file[one] !== undefined);
  const invalid = (message: string, key: string, suggestion: string): void =>
    report(resolution, {
      code: "manifest/invalid-value",
      message,
      address: fields.addressOf([...at, key]),
      places: [fields.placeOfKey([...at, key])],
      suggestions: [suggestion],
    });
  if (form === undefined) {
    const message = `The file ${shown(target)} does not say what is in it.`;
    fields.reportMissing(at, "content", message, ["Add one of content, binaryContent and source."]);
    return undefined;
  }
  for (const other of more)
    invalid(`The file ${shown(target)} has both ${form} and ${other}.`, other, "Keep one of the two.");
  if (file.binaryContent !== undefined) {
    if (!isBase64(file.binaryContent))
      invalid(`The binaryContent of ${shown(target)} is no base64.`, "binaryContent", "Encode it: base64 < FILE.");
    return { kind: "binary", base64: file.binaryContent };
  }
  if (file.source !== undefined) return { kind: "source", path: file.source, isExpanded: file.noExpand !== true };
  const origin = fields.originOf([...at, "content"]);
  const text = file.content ?? "";
  if (file.noExpand) {
    const parts = text === "" ? [] : [{ kind: "text" as const, text }];
    return { kind: "text", template: { parts, isSecret: false, origin } };
  }
  const { parts, isSecret } = fields.read(text, [...at, "content"], "workload", "a file");
  return { kind: "text", template: { parts, isSecret, origin } };
}

/** Base64 with its padding, line breaks allowed: RFC 4648, 4. */
function isBase64(text: string): boolean {
  const bare = text.replace(/[\r\n]/g, "");
  return bare.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(bare);
}
