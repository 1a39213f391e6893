/**
 * A name for people of what stands at a path: `Order.lines[].total` below a component, `.total` within a schema that has no
 * name, `the body` for such a schema itself.
 */
export function schemaName(path: readonly string[]): string {
  const isComponent = path[0] === "components" && path[1] === "schemas";
  const begin = isComponent ? 3 : path.lastIndexOf("schema") + 1;
  let name = isComponent ? (path[2] ?? "") : "";
  for (let at = begin; at < path.length; at += 1) {
    const segment = path[at] ?? "";
    const next = path[at + 1];
    if ((segment === "properties" || segment === "patternProperties") && next !== undefined) {
      name += name === "" ? next : `.${next}`;
      at += 1;
    } else if (segment === "items") name += "[]";
    else if (segment === "prefixItems" && next !== undefined) {
      name += `[${next}]`;
      at += 1;
    } else if (segment === "additionalProperties") name += ".*";
    else if ((segment === "oneOf" || segment === "anyOf" || segment === "allOf") && next !== undefined) at += 1;
  }
  return name === "" ? "the body" : name;
}
