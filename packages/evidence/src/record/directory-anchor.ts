import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { canonicalJson, errorMessage } from "@towpath/core";
import { evidenceError } from "../errors.ts";
import type { Anchor } from "./anchor.ts";
import { decodeHead, type Head } from "./entry.ts";

/**
 * Keeps heads in a folder, one file each, never written twice: `FOLDER/orders/00000012-ab12….json`. It is worth as much as the
 * folder is out of reach: another disk, a bucket that keeps what it was given, a share that can only be added to.
 */
export function directoryAnchor(folder: string): Anchor {
  const name = `the folder ${folder}`;
  return {
    name,
    async publish(head) {
      const file = `${String(head.index).padStart(8, "0")}-${head.entry.slice("sha256:".length)}.json`;
      try {
        await mkdir(join(folder, head.service), { recursive: true });
        await writeFile(join(folder, head.service, file), `${canonicalJson(head)}\n`, { flag: "wx" });
      } catch (error) {
        if (codeOf(error) === "EEXIST") return;
        throw failed(name, "cannot be written to", error);
      }
    },
    async heads(service) {
      let files: readonly string[];
      try {
        files = (await readdir(join(folder, service))).filter((file) => file.endsWith(".json")).sort();
      } catch (error) {
        if (codeOf(error) === "ENOENT") return [];
        throw failed(name, "cannot be read", error);
      }
      return Promise.all(files.map((file) => readHead(join(folder, service, file), service, name)));
    },
  };
}

async function readHead(path: string, service: string, name: string): Promise<Head> {
  let head: Head | undefined;
  try {
    head = decodeHead(JSON.parse(await readFile(path, "utf8")));
  } catch (error) {
    throw failed(name, `holds ${path}, which cannot be read`, error);
  }
  if (head?.service === service) return head;
  throw failed(name, `holds ${path}, which is no head of ${service}`, undefined);
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && "code" in error ? error.code : undefined;
}

function failed(name: string, what: string, cause: unknown): Error {
  return evidenceError({
    code: "evidence/anchor",
    kind: "fault",
    message: `The anchor of the record, ${name}, ${what}${cause === undefined ? "" : `: ${errorMessage(cause)}`}.`,
    hint: "Mend its permissions, or restore the file; until then nobody can tell whether the record is whole.",
    cause,
  });
}
