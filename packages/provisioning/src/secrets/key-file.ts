import { randomBytes, randomUUID } from "node:crypto";
import { link, open, stat, unlink } from "node:fs/promises";
import { dirname } from "node:path";
import { errorMessage } from "@towpath/core";
import { provisioningError } from "../errors.ts";
import { systemCode } from "../store/file-store-errors.ts";
import { makeFolder, syncFolder } from "../store/make-folder.ts";

const KEY_BYTES = 32;
const HEAD = "towpath-key-1:";

/** The key in a file; made from the CSPRNG where there is none. Of two processes that make one, both get the same. */
export async function readOrCreateKey(path: string): Promise<Uint8Array<ArrayBuffer>> {
  return (await readKey(path)) ?? (await createKey(path));
}

async function readKey(path: string): Promise<Uint8Array<ArrayBuffer> | undefined> {
  let text: string;
  try {
    const file = await open(path, "r");
    try {
      const { mode } = await file.stat();
      if ((mode & 0o077) !== 0 && process.platform !== "win32")
        throw keyFileError(path, `others may read it (mode ${(mode & 0o777).toString(8)})`, `chmod 600 '${path}'`);
      text = await file.readFile("utf8");
    } finally {
      await file.close();
    }
  } catch (error) {
    if (systemCode(error) === "ENOENT") return undefined;
    if (systemCode(error) === undefined || isKeyFileError(error)) throw error;
    throw keyFileError(path, errorMessage(error), "Check its owner and permissions.", error);
  }
  const bytes = text.startsWith(HEAD) ? Uint8Array.from(Buffer.from(text.slice(HEAD.length), "base64")) : undefined;
  if (bytes?.length === KEY_BYTES) return bytes;
  throw keyFileError(
    path,
    "it holds no key",
    "Put it back from a backup: what was sealed with it opens with no other.",
  );
}

async function createKey(path: string): Promise<Uint8Array<ArrayBuffer>> {
  const temporary = `${path}.new-${randomUUID()}`;
  try {
    await makeFolder(dirname(path));
    const file = await open(temporary, "wx", 0o600);
    try {
      await file.writeFile(`${HEAD}${randomBytes(KEY_BYTES).toString("base64")}\n`);
      await file.sync();
    } finally {
      await file.close();
    }
    await link(temporary, path);
    await syncFolder(dirname(path));
  } catch (error) {
    const isThere = systemCode(error) === "EEXIST" && (await stat(path).then(Boolean, () => false));
    if (!isThere) throw keyFileError(path, errorMessage(error), "Check that its folder can be written.", error);
  } finally {
    await unlink(temporary).catch(() => undefined);
  }
  const made = await readKey(path);
  if (!made) throw keyFileError(path, "it vanished while it was made", "Run the command again.");
  return made;
}

function isKeyFileError(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "provisioning/key-file";
}

function keyFileError(path: string, what: string, hint: string, cause?: unknown): Error {
  return provisioningError({
    code: "provisioning/key-file",
    kind: cause === undefined ? "user" : "fault", // the file is wrong, or the system does not give it
    message: `The key file ${path} cannot be used: ${what}.`,
    hint,
    cause,
  });
}
