/** A name and an address, as somebody wrote them into a commit. Untrusted text. */
export interface NamedPerson {
  readonly name: string;
  readonly email: string;
}

/** Lines of a message that name an author more. `git interpret-trailers` wants them last; GitHub is not so strict. */
const CO_AUTHOR = /^[ \t]*co-authored-by[ \t]*:[ \t]*([^<\r\n]{0,500})<([^<>\r\n]{0,500})>/gim;

/**
 * Everybody whom a commit's message names as an author, wherever the line stands: one too many is one more who may not approve.
 * GitHub's documentation, "Creating a commit with multiple authors".
 */
export function coAuthorsIn(message: string): readonly NamedPerson[] {
  const found = [...message.matchAll(CO_AUTHOR)].map(([, name = "", email = ""]) => ({
    name: name.trim(),
    email: email.trim(),
  }));
  return found.filter(({ email }, index) => found.findIndex((one) => one.email === email) === index);
}

/** The login that an address of GitHub's own says: `ID+LOGIN@users.noreply.github.com`. */
export function loginInAddress(email: string): string | undefined {
  return /^(?:\d+\+)?([\w[\]-]+)@users\.noreply\.[\w.-]+$/.exec(email)?.[1];
}
