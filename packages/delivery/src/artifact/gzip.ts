import { Gzip } from "fflate";

/** The compressor's output depends on how its input is cut: it is always cut like this. */
const BLOCK_BYTES = 64 * 1024;

/**
 * Compresses to gzip (RFC 1952) with the same bytes on every machine: no time and no name in the header, and a compressor
 * whose version is fixed. Node's own gives other bytes with another build of zlib.
 */
export async function* gzip(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const ready: Uint8Array[] = [];
  const compressor = new Gzip({ level: 6, mtime: 0 }, (chunk) => ready.push(chunk));
  const block = new Uint8Array(BLOCK_BYTES);
  let filled = 0;
  for await (const chunk of source) {
    for (let start = 0; start < chunk.byteLength; ) {
      const part = chunk.subarray(start, start + BLOCK_BYTES - filled);
      block.set(part, filled);
      filled += part.byteLength;
      start += part.byteLength;
      if (filled < BLOCK_BYTES) continue;
      compressor.push(block);
      filled = 0;
      yield* ready.splice(0);
    }
  }
  compressor.push(block.subarray(0, filled), true);
  yield* ready.splice(0);
}
