import { execFileSync } from "node:child_process";
import { chmod, mkdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Secret } from "@towpath/core";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { temporaryFolder } from "../testing/run-child.ts";
import { fileSecrets, parseSecrets } from "./file-secrets.ts";
import { knownSecrets } from "./known-secrets.ts";
import { generatePassword } from "./password.ts";
import { openSecretBox } from "./secret-box.ts";

let folder = "";
beforeEach(async () => {
  folder = await temporaryFolder();
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe("a secret box", () => {
  test("opens what it sealed, for the same purpose only", async () => {
    const box = await openSecretBox(join(folder, "keys", "key"));
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: "grapheme" }), fc.string(), async (text, purpose) => {
        const sealed = await box.seal(new Secret(text), purpose);
        expect((await box.open(sealed, purpose)).reveal()).toBe(text);
        await expect(box.open(sealed, `${purpose}.`)).rejects.toMatchObject({ code: "provisioning/secret-unreadable" });
      }),
      { numRuns: 30 },
    );
    const secret = new Secret("hunter2hunter2");
    expect(await box.seal(secret, "a")).not.toBe(await box.seal(secret, "a"));
  });

  test("refuses what was changed, and what another key sealed", async () => {
    const box = await openSecretBox(join(folder, "key"));
    const other = await openSecretBox(join(folder, "other"));
    const sealed = await box.seal(new Secret("hunter2hunter2"), "a");
    const bytes = Buffer.from(sealed.slice(3), "base64");
    bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
    for (const broken of [`v1:${bytes.toString("base64")}`, "v1:", "v2:xx", "", sealed.slice(0, 20)])
      await expect(box.open(broken, "a")).rejects.toMatchObject({ code: "provisioning/secret-unreadable" });
    await expect(other.open(sealed, "a")).rejects.toThrow(/cannot be opened with the key in .*other/);
  });

  test("keeps its key in a private file that nothing overwrites", async () => {
    const path = join(folder, "a b", "key");
    const boxes = await Promise.all(Array.from({ length: 8 }, () => openSecretBox(path)));
    const sealed = await boxes[0]?.seal(new Secret("hunter2hunter2"), "a");
    for (const box of boxes) expect((await box.open(sealed ?? "", "a")).reveal()).toBe("hunter2hunter2");
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(execFileSync("ls", ["-A", join(folder, "a b")]).toString()).toBe("key\n");
    const before = await readFile(path);
    await openSecretBox(path);
    expect(await readFile(path)).toEqual(before);
  });

  test("refuses a key file that is damaged or open to others, and leaves it as it is", async () => {
    const path = join(folder, "key");
    await writeFile(path, "towpath-key-1:AAAA\n", { mode: 0o600 });
    await expect(openSecretBox(path)).rejects.toMatchObject({ code: "provisioning/key-file", kind: "user" });
    expect(await readFile(path, "utf8")).toBe("towpath-key-1:AAAA\n");
    await rm(path);
    await openSecretBox(path);
    for (const mode of [0o640, 0o604, 0o620]) {
      await chmod(path, mode);
      await expect(openSecretBox(path)).rejects.toMatchObject({ hint: `chmod 600 '${path}'` });
    }
    const below = openSecretBox(join(path, "below"));
    await expect(below).rejects.toMatchObject({ code: "provisioning/key-file", kind: "fault" });
  });
});

// Below /proc not even root can make a folder; other systems have no such place.
test.runIf(process.platform === "linux")("a key that no folder can be made for is refused, at once", async () => {
  await expect(openSecretBox("/proc/towpath/key")).rejects.toMatchObject({ code: "provisioning/key-file" });
});

test("passwords are long, of letters and digits, and never the same", () => {
  const all = Array.from({ length: 500 }, () => generatePassword().reveal());
  expect(new Set(all).size).toBe(500);
  expect(all.every((password) => /^[A-Za-z0-9]{32}$/.test(password))).toBe(true);
});

describe("a service's own secrets", () => {
  const origin = { layer: "service", place: { file: "towpath.yaml" } } as const;
  const graph = (where: string) => ({
    service: { name: "orders", criticality: "standard" as const, labels: {}, links: [], origin, folder: where },
    secrets: [{ address: "secrets.partner-key", name: "partner-key", from: "vault:partner-key", origin }],
  });

  test("stand in a file beside the manifest", async () => {
    const read = fileSecrets(graph(folder));
    await expect(read("secrets.partner-key")).rejects.toMatchObject({
      code: "provisioning/secret-missing",
      message: expect.stringContaining('"partner-key"'),
      place: { file: "towpath.yaml" },
      hint: expect.stringContaining(`partner-key=VALUE to ${join(folder, ".towpath", "secrets.env")}`),
    });
    await mkdir(join(folder, ".towpath"));
    await writeFile(join(folder, ".towpath", "secrets.env"), '# ours\r\n\r\npartner-key = "a=b # c" \r\nother=x\r\n');
    const beside = fileSecrets(graph(join(folder, ".towpath", "secrets.env")))("secrets.partner-key");
    await expect(beside).rejects.toMatchObject({ code: "provisioning/secrets-file", kind: "fault" });
    const secret = await read("secrets.partner-key");
    expect(secret.reveal()).toBe("a=b # c");
    expect(String(secret)).toBe("[secret]");
  });

  test("are read as they stand, and a bad line is named without being shown", () => {
    expect([...parseSecrets("a='x'\nb=\"\"\nc= y z \n__proto__=p\nd='", "f")]).toEqual([
      ["a", "x"],
      ["b", ""],
      ["c", "y z"],
      ["__proto__", "p"],
      ["d", "'"],
    ]);
    for (const text of ["ok=1\nhunter2hunter2", "=hunter2hunter2", "a b=hunter2hunter2"]) {
      const problem = (() => {
        try {
          parseSecrets(text, "f");
        } catch (error) {
          return error;
        }
        return undefined;
      })();
      expect(problem).toMatchObject({
        code: "provisioning/secrets-file",
        message: expect.stringMatching(/^Line \d of f/),
      });
      expect(JSON.stringify(problem) + String(problem)).not.toContain("hunter2");
    }
    fc.assert(fc.property(fc.string(), (text) => void safely(() => parseSecrets(text, "f"))));
  });
});

function safely(work: () => unknown): void {
  try {
    work();
  } catch (error) {
    expect(error).toMatchObject({ code: "provisioning/secrets-file" });
  }
}

test("known secrets are all that could be printed, and none that has no value", async () => {
  const known = await knownSecrets(
    {
      resources: [
        {
          address: "resources.db",
          outputs: { host: { type: "string", isSecret: false }, password: { type: "string", isSecret: true } },
        },
      ],
      secrets: [{ address: "secrets.token" }, { address: "secrets.absent" }],
    },
    {
      outputs: async (_, output) => (output === "password" ? new Secret("of the database") : "127.0.0.1"),
      secrets: async (address) => {
        if (address === "secrets.token") return new Secret("of the service");
        throw new Error("It has no value.");
      },
    },
  );
  expect(known.map((secret) => secret.reveal())).toEqual(["of the database", "of the service"]);
});
