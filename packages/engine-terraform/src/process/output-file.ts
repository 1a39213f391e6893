import { randomBytes } from "node:crypto";
import { type FileHandle, open, rm } from "node:fs/promises";
import { join } from "node:path";

const CHUNK_BYTES = 256 * 1_024;

/** A file that a child writes to and we read, nameless as soon as it is there: nothing of it outlives the two of us. */
export interface OutputFile {
  readonly fd: number;
  /** Gives what was written since, in pieces. The pieces are not kept: the next one is written over it. */
  readNew(take: (bytes: Uint8Array) => void): Promise<void>;
  /** In bytes, so far. */
  size(): Promise<number>;
  /** All of it at once, as text. */
  readAll(): Promise<string>;
  close(): Promise<void>;
}

/** @param folder that only this user can look into */
export async function outputFile(folder: string): Promise<OutputFile> {
  const path = join(folder, `.output-${randomBytes(6).toString("hex")}`);
  const handle = await open(path, "wx+", 0o600);
  await rm(path, { force: true }).catch(() => {}); // a system that cannot, lets it go at the end
  const chunk = Buffer.alloc(CHUNK_BYTES);
  let position = 0;
  return {
    fd: handle.fd,
    async readNew(take) {
      for (;;) {
        const bytes = await readAt(handle, chunk, position);
        if (bytes === 0) return;
        position += bytes;
        take(chunk.subarray(0, bytes));
      }
    },
    size: async () => (await handle.stat()).size,
    async readAll() {
      const bytes = Buffer.allocUnsafe((await handle.stat()).size);
      let filled = 0;
      while (filled < bytes.length) {
        const { bytesRead } = await handle.read(bytes, filled, bytes.length - filled, filled);
        if (bytesRead === 0) break;
        filled += bytesRead;
      }
      return bytes.toString("utf8", 0, filled);
    },
    async close() {
      await handle.close();
      await rm(path, { force: true });
    },
  };
}

async function readAt(handle: FileHandle, chunk: Buffer, position: number): Promise<number> {
  const { bytesRead } = await handle.read(chunk, 0, chunk.length, position);
  return bytesRead;
}
