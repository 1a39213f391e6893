import { mkdir, readdir, readFile, stat, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { canonicalJson, errorMessage } from "@towpath/core";
import { evidenceError } from "../errors.ts";
import type { Anchor } from "./anchor.ts";
import { decodeHead, type Head } from "./entry.ts";

/** Files that are open at the same time. */
const AT_ONCE = 16;

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
      const heads: Head[] = [];
      for (let from = 0; from < files.length; from += AT_ONCE) {
        const some = files.slice(from, from + AT_ONCE);
        heads.push(...(await Promise.all(some.map((file) => readHead(join(folder, service, file), service, name)))));
      }
      return heads;
    },
  };
}

async function readHead(path: string, service: string, name: string): Promise<Head> {
  let head: Head | undefined;
  try {
    const text = await readFile(path, "utf8");
    head = text === "" ? await headInName(path, service) : decodeHead(JSON.parse(text));
  } catch (error) {
    throw failed(name, `holds ${path}, which cannot be read`, error);
  }
  if (head?.service === service) return head;
  throw failed(name, `holds ${path}, which is no head of ${service}`, undefined);
}

/** A run that is killed while it anchors leaves an empty file: its name says as much. */
async function headInName(path: string, service: string): Promise<Head | undefined> {
  const [, index, hex] = /^(\d{8,15})-([0-9a-f]{64})\.json$/.exec(basename(path)) ?? [];
  const at = (await stat(path)).mtime.toISOString();
  return decodeHead({ v: 1, service, index: Number(index), entry: `sha256:${hex}`, at });
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
