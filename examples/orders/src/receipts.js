import { createHash } from "node:crypto";
import { Problem } from "./problem.js";

export const MAX_RECEIPT_BYTES = 5 * 1024 * 1024;

/** What a receipt may be, told by its first bytes: a client's word alone would let HTML in. */
const KINDS = {
  "application/pdf": { extension: "pdf", starts: Buffer.from("%PDF-") },
  "image/png": { extension: "png", starts: Buffer.from([0x89, 0x50, 0x4e, 0x47]) },
  "image/jpeg": { extension: "jpg", starts: Buffer.from([0xff, 0xd8, 0xff]) },
};

/** @param {string | undefined} header @param {Buffer} bytes */
export function contentTypeOf(header, bytes) {
  const type = header?.split(";", 1)[0].trim().toLowerCase() ?? "";
  const kind = Object.hasOwn(KINDS, type) ? KINDS[type] : undefined;
  if (!kind || !bytes.subarray(0, kind.starts.length).equals(kind.starts))
    throw new Problem(415, "Not a receipt", `Send a file of one of the types ${Object.keys(KINDS).join(", ")}.`);
  return type;
}

/** @param {string} contentType */
export function extensionOf(contentType) {
  return KINDS[contentType].extension;
}

/**
 * The receipts in the bucket. The client library is loaded with the first use: most instances never see a receipt.
 *
 * @param {import("./config.js").Config["bucket"]} bucket
 */
export function openReceipts(bucket) {
  let opening;
  const container = () => {
    opening ??= connect(bucket);
    return opening;
  };

  return {
    /** Stores the bytes under a name made from them, so that asking twice stores once. @param {string} orderId */
    async put(orderId, bytes, contentType, signal) {
      const blob = `receipts/${orderId}/${createHash("sha256").update(bytes).digest("hex")}`;
      const client = (await container()).getBlockBlobClient(blob);
      await client.uploadData(bytes, { blobHTTPHeaders: { blobContentType: contentType }, abortSignal: signal });
      return blob;
    },
    /** @param {string} blob @returns {Promise<NodeJS.ReadableStream>} */
    async get(blob, signal) {
      const answer = await (await container()).getBlobClient(blob).download(0, undefined, { abortSignal: signal });
      return answer.readableStreamBody;
    },
    /** @param {string} blob */
    async remove(blob) {
      await (await container()).getBlobClient(blob).deleteIfExists();
    },
  };
}

async function connect({ endpoint, name, account, key }) {
  const { ContainerClient, StorageSharedKeyCredential } = await import("@azure/storage-blob");
  const url = `${endpoint.replace(/\/+$/, "")}/${encodeURIComponent(name)}`;
  return new ContainerClient(url, new StorageSharedKeyCredential(account, key), {
    retryOptions: { maxTries: 3, tryTimeoutInMs: 10_000 },
  });
}
