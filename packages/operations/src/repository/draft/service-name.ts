/** A name as a DNS label, as a manifest wants it: `@acme/Orders API` is `acme-orders-api`; undefined where nothing is left. */
export function serviceName(text: string): string | undefined {
  const label = text
    .normalize("NFKD")
    .replaceAll(/([a-z0-9])([A-Z])/g, "$1-$2")
    .toLowerCase()
    .replaceAll(/\p{M}/gu, "")
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replace(/^[^a-z]+/, "")
    .slice(0, 63)
    .replace(/-+$/, "");
  return label === "" ? undefined : label;
}

/** Whether a text is a name as manifests have them. */
export function isName(text: string): boolean {
  return /^[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?$/.test(text);
}
