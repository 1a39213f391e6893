import { rm } from "node:fs/promises";
import { Secret } from "@towpath/core";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { STORED_KEY, storedSecretBox } from "../secrets/secret-box.ts";
import { isSealed, openStateBox } from "../secrets/state-box.ts";
import { parseStateKey } from "../secrets/state-key.ts";
import type { StateStore } from "../state-store.ts";
import { temporaryFolder } from "../testing/run-child.ts";
import { fileStore } from "./file-store.ts";
import { sealedStore } from "./sealed-store.ts";

let folder = "";
let plain: StateStore;
beforeEach(async () => {
  folder = await temporaryFolder();
  plain = fileStore(folder);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const bytes = (text: string) => new TextEncoder().encode(text);
const key = (byte: number, from = `key ${byte}`) =>
  parseStateKey(new Secret(Buffer.alloc(32, byte).toString("base64")), from);
const open = async (byte: number, old?: number) =>
  sealedStore(plain, await openStateBox(key(byte), old === undefined ? undefined : key(old)));
const sealed = { code: "provisioning/state-sealed" };
const damaged = { code: "provisioning/state-damaged" };

describe("a sealed store", () => {
  test("opens what was sealed under the same name with the same key, and nothing else", async () => {
    const box = await openStateBox(key(1));
    const name = fc.stringMatching(/^[a-z]{1,8}\/[a-z]{1,8}$/);
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ minLength: 1 }), name, name, fc.nat(), async (value, one, other, at) => {
        const closed = await box.seal(value, one);
        expect(isSealed(closed)).toBe(true);
        expect(Buffer.from(await box.open(closed, one)).equals(Buffer.from(value))).toBe(true);
        if (one !== other) await expect(box.open(closed, other)).rejects.toMatchObject(damaged);
        const changed = Uint8Array.from(closed);
        const index = at % changed.length;
        changed[index] = (changed[index] ?? 0) ^ 1;
        await expect(box.open(changed, one)).rejects.toMatchObject({ code: expect.stringMatching(/state-/) });
        await expect(box.open(closed.subarray(0, at % closed.length), one)).rejects.toMatchObject({
          code: expect.stringMatching(/state-/),
        });
      }),
      { numRuns: 100 },
    );
  });

  test("never seals the same value to the same bytes", async () => {
    const box = await openStateBox(key(1));
    const [one, two] = [await box.seal(bytes("x"), "a/b"), await box.seal(bytes("x"), "a/b")];
    expect(Buffer.from(one).equals(Buffer.from(two))).toBe(false);
  });

  test("a state that is sealed with another key is neither read, nor overwritten, nor removed", async () => {
    const version = await (await open(1)).write("a/dev", bytes("secret"), "absent");
    const before = await plain.read("a/dev");
    const other = await open(2);
    await expect(other.read("a/dev")).rejects.toMatchObject(sealed);
    await expect(other.write("a/dev", bytes("x"), version)).rejects.toMatchObject(sealed);
    await expect(other.remove("a/dev", version)).rejects.toMatchObject(sealed);
    await expect(other.write("a/dev", bytes("x"), "absent")).rejects.toThrow(/has changed since/);
    expect(await plain.read("a/dev")).toEqual(before);
  });

  test("an old key opens, and the next write is sealed with the new one", async () => {
    const version = await (await open(1)).write("a/dev", bytes("one"), "absent");
    const rotated = await open(2, 1);
    expect(await rotated.read("a/dev")).toMatchObject({ bytes: bytes("one") });
    await rotated.write("a/dev", bytes("two"), version);
    expect(await (await open(2)).read("a/dev")).toMatchObject({ bytes: bytes("two") });
    await expect((await open(1)).read("a/dev")).rejects.toMatchObject(sealed);
  });

  test("a value that was moved to another name does not open there", async () => {
    const store = await open(1);
    await store.write("a/dev", bytes("one"), "absent");
    const found = await plain.read("a/dev");
    await plain.write("a/prod", found?.bytes ?? bytes(""), "absent");
    await expect(store.read("a/prod")).rejects.toMatchObject(damaged);
  });

  test("what is not sealed is not taken for a state", async () => {
    await plain.write("a/dev", bytes('{"state":1}'), "absent");
    await expect((await open(1)).read("a/dev")).rejects.toMatchObject({
      ...sealed,
      message: expect.stringContaining("is not sealed"),
    });
  });

  test("its history opens, too", async () => {
    const store = await open(1);
    await store.write("a/dev", bytes("two"), await store.write("a/dev", bytes("one"), "absent"));
    const texts: (string | undefined)[] = [];
    for await (const generation of store.history?.("a/dev") ?? [])
      texts.push(new TextDecoder().decode(await generation.bytes()));
    expect(texts).toEqual(["two", "one"]);
  });

  test("two machines share one key for secrets, made once", async () => {
    const boxes = [storedSecretBox(await open(1)), storedSecretBox(await open(1))];
    const closed = await Promise.all(boxes.map((box) => box.seal(new Secret("the password"), "a.password")));
    for (const box of boxes)
      for (const one of closed) expect((await box.open(one, "a.password")).reveal()).toBe("the password");
    await expect(boxes[0]?.open(closed[0] ?? "", "b.password")).rejects.toMatchObject({
      code: "provisioning/secret-unreadable",
    });
    expect(isSealed((await plain.read(STORED_KEY))?.bytes ?? bytes(""))).toBe(true);
  });
});

describe("the key of a state", () => {
  test.each(["", "short", "no base64 $$$", Buffer.alloc(31).toString("base64"), Buffer.alloc(33).toString("base64")])(
    "is not %j, and that is said without it",
    (text) => {
      expect(() => parseStateKey(new Secret(text), "the variable K")).toThrow(
        expect.objectContaining({
          code: "provisioning/state-key",
          message: text.length > 6 ? expect.not.stringContaining(text) : expect.stringContaining("the variable K"),
        }),
      );
    },
  );

  test("has an id that does not tell it, and one for each use", () => {
    const one = key(1);
    expect(one.id).toMatch(/^[0-9a-f]{16}$/);
    expect(one.id).not.toBe(key(2).id);
    expect(parseStateKey(new Secret(`${Buffer.alloc(32, 1).toString("base64url")}\n`), "x").id).toBe(one.id);
    expect(Buffer.from(one.derive("a")).equals(Buffer.from(one.derive("b")))).toBe(false);
  });
});
