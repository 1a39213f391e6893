import type { Template, TemplatePart } from "../graph/template.ts";

/** A template as it would be written: references stand for what is filled in later, so that nothing secret is in it. */
export function templateText({ parts }: Template): string {
  return parts.map(partText).join("");
}

function partText(part: TemplatePart): string {
  if (part.kind === "text") return part.text;
  return part.kind === "output" || part.kind === "service"
    ? `\${${part.address}.${part.output}}`
    : `\${${part.address}}`;
}
