import { execFile, spawn } from "node:child_process";
import { promisify } from "node:util";

const run = promisify(execFile);

/** Who made a commit, in the commit's own words. */
export interface Person {
  readonly name: string;
  readonly email: string;
}

/** Who makes commits where nobody is named: no account has this address. */
export const TEST_PERSON: Person = { name: "Test", email: "test@localhost" };

/** Git as it is without anybody's settings, at a time that stands still: the same files get the same commits. */
function environment(): NodeJS.ProcessEnv {
  const people = ["AUTHOR", "COMMITTER"].flatMap((role) => [
    [`GIT_${role}_NAME`, TEST_PERSON.name],
    [`GIT_${role}_EMAIL`, TEST_PERSON.email],
    [`GIT_${role}_DATE`, "2026-01-01T00:00:00Z"],
  ]);
  return {
    PATH: process.env["PATH"],
    GIT_CONFIG_GLOBAL: "/dev/null",
    GIT_CONFIG_NOSYSTEM: "1",
    LC_ALL: "C",
    ...Object.fromEntries(people),
  };
}

/** The bytes that a git command prints. @throws {Error} with what it said */
export async function gitBytes(folder: string, ...words: readonly string[]): Promise<Buffer> {
  return await gitWith(folder, {}, ...words);
}

/** As {@link gitBytes}, with variables of its own. */
export async function gitWith(
  folder: string,
  variables: Readonly<Record<string, string>>,
  ...words: readonly string[]
): Promise<Buffer> {
  const env = { ...environment(), ...variables };
  const options = { cwd: folder, env, encoding: "buffer", maxBuffer: 500_000_000 } as const;
  return (await run("git", words, options)).stdout;
}

/** The text that a git command prints. @throws {Error} with what it said */
export async function git(folder: string, ...words: readonly string[]): Promise<string> {
  return (await gitBytes(folder, ...words)).toString("utf8");
}

/** The commit behind a name; undefined where there is none. */
export async function commitOf(folder: string, name: string): Promise<string | undefined> {
  if (name.startsWith("-")) return undefined;
  const found = await git(folder, "rev-parse", "--verify", "--quiet", "--end-of-options", `${name}^{commit}`).catch(
    () => "",
  );
  return found.trim() || undefined;
}

/** Files by their paths: what they hold, or `null` for one to be removed. */
export type FileChanges = Readonly<Record<string, string | Uint8Array | { readonly link: string } | null>>;

/** Writes a commit without a working copy. Gives its sha. */
export async function writeCommit(
  folder: string,
  branch: string,
  files: FileChanges,
  commit: {
    readonly from?: string | undefined;
    readonly message: string;
    readonly author?: Person | undefined;
    readonly committer?: Person | undefined;
  },
): Promise<string> {
  const { from, message, author, committer = TEST_PERSON } = commit;
  const role = (name: string, { name: who, email }: Person): string => `${name} ${who} <${email}> 1767225600 +0000\n`;
  const people = (author ? role("author", author) : "") + role("committer", committer);
  const chunks: (string | Uint8Array)[] = [
    `commit refs/heads/${branch}\nmark :1\n${people}${data(message)}\n`,
    ...(from === undefined ? [] : [`from ${from}\n`]),
  ];
  for (const [path, value] of Object.entries(files)) {
    if (value === null) chunks.push(`D ${JSON.stringify(path)}\n`);
    else {
      const isLink = typeof value === "object" && "link" in value;
      const bytes = Buffer.from(isLink ? value.link : value);
      chunks.push(
        `M ${isLink ? "120000" : "100644"} inline ${JSON.stringify(path)}\ndata ${bytes.length}\n`,
        bytes,
        "\n",
      );
    }
  }
  chunks.push("get-mark :1\n");
  return (await fastImport(folder, Buffer.concat(chunks.map((chunk) => Buffer.from(chunk))))).trim();
}

/** Writes many commits of one file onto another at once, each with its message; a process for each would take seconds. Gives the last. */
export async function writeCommits(
  folder: string,
  branch: string,
  messages: readonly string[],
  from: string,
): Promise<string> {
  const { name, email } = TEST_PERSON;
  const commits = messages.map((message, index) => {
    const onto = index === 0 ? `from ${from}\n` : "";
    const file = `M 100644 inline a\n${data(String(index))}\n`;
    return `commit refs/heads/${branch}\nmark :1\ncommitter ${name} <${email}> 1767225600 +0000\n${data(message)}\n${onto}${file}`;
  });
  return (await fastImport(folder, Buffer.from(`${commits.join("")}get-mark :1\n`))).trim();
}

function data(text: string): string {
  return `data ${Buffer.byteLength(text)}\n${text}`;
}

/** @returns what it prints */
async function fastImport(folder: string, stream: Uint8Array): Promise<string> {
  const importing = spawn("git", ["fast-import", "--quiet", "--force"], {
    cwd: folder,
    env: environment(),
    stdio: ["pipe", "pipe", "pipe"],
  });
  let [printed, said] = ["", ""];
  importing.stdout.on("data", (chunk: Buffer) => {
    printed += chunk.toString();
  });
  importing.stderr.on("data", (chunk: Buffer) => {
    said += chunk.toString();
  });
  importing.stdin.on("error", () => {}); // it says why by itself
  importing.stdin.end(stream);
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  importing.on("error", reject);
  importing.on("close", (code) => (code === 0 ? resolve() : reject(new Error(`git fast-import: ${said}`))));
  await promise;
  return printed;
}
