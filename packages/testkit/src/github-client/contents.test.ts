import { expect, test } from "vitest";
import { faults } from "../github/index.ts";
import { converse } from "./testing/conversation.ts";

test("files of every size and name, byte by byte", async () => {
  await using talk = await converse();
  const names = ["empty", "a b/100%/#1?.yaml", "ümläut/[x]{y}*", "big.bin", "zero", ".github/workflows/ci.yaml"];
  const big = Buffer.alloc(1_200_000, "0123456789abcdef\n");
  const contents = ["", "one\r\n", "two", big, Buffer.from([0, 255, 0, 128]), "on: push\n"].map((one) =>
    Buffer.from(one),
  );
  const files = Object.fromEntries(names.map((name, index) => [name, contents[index] ?? ""]));
  const ref = await talk.repository.commit("odd", files, { from: "main" });
  const { entries } = await talk.github.treeAt(ref);
  for (const [name, bytes] of Object.entries(files)) {
    const entry = entries.find(({ path }) => path === name);
    expect(entry).toMatchObject({ kind: "file", size: bytes.length });
    for (const read of [await talk.github.contentsAt(name, ref), await talk.github.blob(entry?.sha ?? "")])
      expect(Buffer.compare(Buffer.from(read ?? "missing"), Buffer.from(bytes))).toBe(0);
  }
});

test("a link is a link and no file, wherever it leads", async () => {
  await using talk = await converse();
  const ref = await talk.repository.commit("link", { passwd: { link: "../../etc/passwd" } }, { from: "main" });
  expect(await talk.github.contentsAt("passwd", ref)).toBeUndefined();
  const { entries } = await talk.github.treeAt(ref);
  expect(entries.find(({ path }) => path === "passwd")).toMatchObject({ kind: "link" });
});

test("a file that a token may not see is not taken for one that is not there", async () => {
  await using talk = await converse();
  talk.server.order({ path: /contents|commits/, times: 9, fault: faults.notFound });
  await expect(talk.github.contentsAt("towpath.yaml", "main")).rejects.toMatchObject({ code: "github/not-found" });
  const other = talk.open({ repository: { owner: "acme", name: "other" } });
  await expect(other.contentsAt("towpath.yaml", "main")).rejects.toMatchObject({ code: "github/not-found" });
});

test("the commit is looked at once, however many files it has not", async () => {
  await using talk = await converse();
  for (const name of ["a", "b", "c"]) expect(await talk.github.contentsAt(name, "main")).toBeUndefined();
  expect(talk.server.requests.filter(({ path }) => path.includes("/commits/"))).toHaveLength(1);
});

test("bytes that are not those of their digest are refused", async () => {
  await using talk = await converse();
  const { entries } = await talk.github.treeAt("main");
  const sha = entries.find(({ kind }) => kind === "file")?.sha ?? "";
  const body = { sha, content: Buffer.from("kind: Other\n").toString("base64"), encoding: "base64", type: "file" };
  talk.server.order({ path: /blobs|contents/, times: 9, fault: { kind: "answer", status: 200, body } });
  await expect(talk.github.blob(sha)).rejects.toMatchObject({ code: "github/answer" });
  await expect(talk.github.contentsAt("towpath.yaml", "main")).rejects.toMatchObject({ code: "github/answer" });
  await expect(talk.github.blob("../../user")).rejects.toMatchObject({ code: "github/request" });
});
