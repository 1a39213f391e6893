import { shown, wrongReference } from "./wrong-reference.ts";

/** `git+https://host/owner/repository.git#v2.1.0:folder`. */
export interface GitReference {
  readonly kind: "git";
  /** What git is given. Holds no password. */
  readonly address: string;
  readonly transport: "https" | "ssh" | "file";
  /** A tag's name, or all digits of a commit. */
  readonly revision: { readonly kind: "tag" | "commit"; readonly name: string };
  /** The folder or file in the repository; its top when absent. */
  readonly subfolder?: string | undefined;
}

const EXAMPLE = "git+https://github.com/acme/platform.git#v2.1.0";
const TRANSPORTS = { "https:": "https", "ssh:": "ssh", "file:": "file" } as const;

/** Reads `git+https://host/owner/repository.git#tag[:folder]`, and the same with `ssh` and `file`. */
export function gitReference(text: string): GitReference {
  const mark = text.indexOf("#");
  const url = parseUrl(text.slice("git+".length, mark === -1 ? undefined : mark));
  const transport = url && transportOf(url.protocol);
  if (!url || !transport) {
    throw wrongReference(
      `The platform ${shown(text)} is no address that git may fetch from.`,
      `Write git+https:// or git+ssh://, such as ${EXAMPLE}.`,
    );
  }
  refuseSecrets(url, transport);
  refuseStrange(url, transport, text);
  const address = url.href;
  const fragment = mark === -1 ? "" : text.slice(mark + 1);
  if (fragment === "" || fragment.startsWith(":")) {
    throw wrongReference(
      `The platform ${shown(text)} does not say which state of the repository.`,
      `Name a tag, or all digits of a commit: git+${address}#TAG${fragment}.`,
    );
  }
  const colon = fragment.indexOf(":");
  const name = colon === -1 ? fragment : fragment.slice(0, colon);
  const subfolder = colon === -1 ? undefined : fragment.slice(colon + 1);
  if (name === "semver") {
    throw wrongReference(`The platform ${shown(text)} asks for a range of tags.`, `Name one tag: git+${address}#TAG.`);
  }
  if (!isTagName(name)) {
    throw wrongReference(`${shown(name)} in the platform ${shown(text)} cannot be a tag.`, `Such as ${EXAMPLE}.`);
  }
  if (subfolder !== undefined && !isFolder(subfolder)) {
    throw wrongReference(
      `${shown(subfolder)} in the platform ${shown(text)} is no folder of the repository.`,
      `Write it without / at its begin and end and without "..": git+${address}#${name}:folder.`,
    );
  }
  const kind = /^([0-9a-f]{40}|[0-9a-f]{64})$/.test(name) ? "commit" : "tag";
  return { kind: "git", address, transport, revision: { kind, name }, subfolder };
}

function parseUrl(text: string): URL | undefined {
  return /\s/.test(text) || !URL.canParse(text) ? undefined : new URL(text);
}

function transportOf(protocol: string): GitReference["transport"] | undefined {
  return new Map(Object.entries(TRANSPORTS)).get(protocol);
}

function refuseSecrets(url: URL, transport: GitReference["transport"]): void {
  const hasSecret = url.password !== "" || url.search !== "" || (url.username !== "" && transport !== "ssh");
  if (!hasSecret) return;
  throw wrongReference(
    `The address of the platform at ${shown(url.host)} holds a user, a password or a query, which do not belong there: others can read it.`,
    "Leave that out of the address; git asks its credential helper (`git help credentials`), or use git+ssh://. A password that was written down should be replaced.",
  );
}

/** What git or ssh could take for an option or a command, and what is no address at all. */
function refuseStrange(url: URL, transport: GitReference["transport"], text: string): void {
  const isHost =
    transport === "file" ? url.host === "" : /^(\[[0-9a-f:]+\]|[a-z0-9][a-z0-9._-]*)(:\d+)?$/i.test(url.host);
  const isUser = url.username === "" || /^[a-z0-9_][a-z0-9._-]*$/i.test(url.username);
  const isPath = /^\/[^-/]/.test(url.pathname) && !/["'`\\|;<>]/.test(decoded(url.pathname));
  if (isHost && isUser && isPath) return;
  throw wrongReference(
    `The platform ${shown(text)} is no address that git may fetch from.`,
    `Write it as in ${EXAMPLE}.`,
  );
}

function decoded(path: string): string {
  try {
    const text = decodeURIComponent(path);
    return /\p{Cc}/u.test(text) ? "\\" : text;
  } catch {
    return "\\";
  }
}

/** What `git check-ref-format` lets be a tag. */
function isTagName(name: string): boolean {
  return (
    name.length <= 250 && !/[\s~^:?*[\\"'`$;&|<>(){}#]|\.\.|@\{|\/\/|^[-/.]|[/.]$|\.lock(\/|$)|\/\.|^@$/.test(name)
  );
}

function isFolder(path: string): boolean {
  const segments = path.split("/");
  return (
    path.length <= 1_000 &&
    !/[\\:]/.test(path) &&
    segments.every(
      (segment) => segment !== "" && segment !== "." && segment !== ".." && segment.toLowerCase() !== ".git",
    )
  );
}
