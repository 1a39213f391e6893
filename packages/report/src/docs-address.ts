/** Where the docs of Towpath's own codes are read. */
const DOCS = "https://github.com/towpath/towpath/blob/main/";

/** Where a reader finds what a finding refers to: its own address as it is, a path in Towpath's repository on the web. */
export function docsAddress(docs: string): string {
  return docs.startsWith("packages/") ? `${DOCS}${docs}` : docs;
}

/** The same for a page of Towpath's own, which may be linked; undefined for any other. */
export function docsLink(docs: string): string | undefined {
  return /^packages(?:\/[\w-]+)+(?:\.md)?(?:#[\w-]+)?$/.test(docs) ? `${DOCS}${docs}` : undefined;
}
