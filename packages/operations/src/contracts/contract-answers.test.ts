import { join } from "node:path";
import { digestBytes, type Files } from "@towpath/core";
import type { ContractKind } from "@towpath/manifest";
import { describe, expect, test } from "vitest";
import { folderWith } from "../testing/folder-with.ts";
import { consumersAround } from "./consumers-of.ts";
import { type ContractVersion, contractAnswers } from "./contract-answers.ts";

const api = (total: string) => `openapi: 3.1.0
paths:
  /orders: { get: { responses: { "200": { content: { application/json: { schema: { type: object, properties: { id: { type: string }, total: { type: ${total} } } } } } } } } }
`;

function version(text: string, kind: ContractKind = "openapi", name = "api"): ContractVersion {
  return { name, kind, file: "shop/api.yaml", digest: digestBytes(text), read: async () => Buffer.from(text) };
}

const consumer = (more: string, name = "billing", owner = "team-b") =>
  `apiVersion: towpath.dev/v1\nkind: Service\nmetadata: { name: ${name}, owner: ${owner} }\n${more}\n`;
const uses = (pointer: string) => `operations:\n  - operation: GET /orders\n    response: [${pointer}]\n`;
const consumes = (more = "") => `consumes: { orders: { service: shop, contract: api${more} } }`;

/** What is said of a changed total, in a repository with these files. */
async function asked(
  files: Readonly<Record<string, string>>,
  allow: readonly string[] | "anybody" = ["team-b"],
  [before, after]: readonly [readonly ContractVersion[], readonly ContractVersion[]] = [
    [version(api("integer"))],
    [version(api("string"))],
  ],
  seenBy: (files: Files, folder: string) => Files = (all) => all,
) {
  const { folder, effects } = folderWith({
    ".git/HEAD": "ref: refs/heads/main\n",
    "shop/towpath.yaml": consumer("", "shop", "team-a"),
    ...files,
  });
  const consumers = consumersAround(join(folder, "shop"), { ...effects, files: seenBy(effects.files, folder) });
  const question = {
    service: "shop",
    owner: "team-a",
    before,
    after,
    allow: allow === "anybody" ? {} : { api: allow },
    consumers,
  };
  const [answer] = await contractAnswers(question);
  return answer;
}

test("nobody knows who relies on it where a folder of the repository cannot be looked into", async () => {
  const closed = (files: Files, folder: string): Files => ({
    ...files,
    list: (path) => {
      if (path === join(folder, "closed")) throw Object.assign(new Error("EACCES: no access"), { code: "EACCES" });
      return files.list(path);
    },
  });
  const answer = await asked(
    { "closed/towpath.yaml": consumer(consumes(), "billing", "team-a") },
    ["team-a"],
    undefined,
    closed,
  );
  expect(answer).toMatchObject({ answer: "unanswerable", reason: expect.stringContaining("EACCES") });
});

test("a consumer anywhere in the repository is asked by what it says that it uses", async () => {
  const with_ = (pointer: string) => ({
    "a/b/towpath.yaml": consumer(consumes(", uses: uses.yaml")),
    "a/b/uses.yaml": uses(pointer),
  });
  expect(await asked(with_("/total"))).toMatchObject({
    answer: "yes",
    contract: "api",
    broken: [{ service: "billing" }],
    changes: [{ code: "type-changed" }],
  });
  expect(await asked(with_("/id"))).toMatchObject({
    answer: "no",
    reason: "The contract api of shop changed, and billing uses none of what changed.",
  });
});

test("what an environment says of a consumption counts as well", async () => {
  const more =
    "consumes: { orders: { service: shop, contract: old, uses: none.yaml } }\nenvironments: { prod: { consumes: { orders: { contract: api, uses: uses.yaml } } } }";
  expect(await asked({ "b/towpath.yaml": consumer(more), "b/uses.yaml": uses("/total") })).toMatchObject({
    answer: "yes",
  });
});

test("who relies on another contract, or is the service itself, is no consumer", async () => {
  const files = {
    "b/towpath.yaml": consumer("consumes: { orders: { service: shop, contract: other } }"),
    "shop/inner/towpath.yaml": consumer(consumes(), "shop", "team-a"),
  };
  expect(await asked(files, [])).toMatchObject({
    answer: "no",
    reason: "The contract api of shop changed, and nobody relies on it.",
  });
});

describe("nobody knows", () => {
  test.each<[string, readonly string[] | "anybody", Readonly<Record<string, string>>, RegExp]>([
    ["where everybody may rely on it", "anybody", {}, /every team may rely on it/],
    [
      "where a team may that is not here",
      ["team-b", "team-c"],
      { "b/towpath.yaml": consumer("") },
      /team-b, team-c may rely on it/,
    ],
    [
      "where a consumer does not say what it uses",
      ["team-b"],
      { "b/towpath.yaml": consumer(consumes()) },
      /billing does not say which parts it uses \(b\/towpath.yaml\)/,
    ],
    [
      "where a consumer names no contract",
      ["team-b"],
      { "b/towpath.yaml": consumer("consumes: { orders: { service: shop } }") },
      /billing does not say/,
    ],
    [
      "where what it uses is not there",
      ["team-b"],
      { "b/towpath.yaml": consumer(consumes(", uses: uses.yaml")) },
      /b\/uses.yaml is not there/,
    ],
    [
      "where what it uses is a folder",
      ["team-b"],
      { "b/towpath.yaml": consumer(consumes(", uses: .")) },
      /billing uses cannot be read/,
    ],
    [
      "where what it uses is outside of the repository",
      ["team-b"],
      { "b/towpath.yaml": consumer(consumes(", uses: ../../../../../../../../../../etc/passwd")) },
      /leads out of the repository/,
    ],
    [
      "where a manifest cannot be read",
      [],
      { "b/towpath.yaml": "kind: [" },
      /what b\/towpath.yaml uses cannot be read/,
    ],
    [
      "where a consumption cannot be read",
      [],
      { "b/towpath.yaml": consumer("consumes: [1]") },
      /what billing uses cannot be read/,
    ],
  ])("%s", async (_, allow, files, why) => {
    const answer = await asked(files, allow);
    expect(answer).toMatchObject({ answer: "unanswerable", reason: expect.stringMatching(why) });
    expect(answer?.command).not.toBe("");
  });

  test("of a format that is not compared, unless it is as it was or nobody relies on it", async () => {
    const [one, other] = [version("type A", "graphql"), version("type B", "graphql")];
    expect(await asked({}, "anybody", [[one], [one]])).toMatchObject({
      answer: "no",
      reason: "The contract api of shop is as it was.",
    });
    expect(await asked({}, [], [[one], [other]])).toMatchObject({ answer: "no" });
    expect(await asked({}, "anybody", [[one], [other]])).toMatchObject({
      answer: "unanswerable",
      command: expect.stringContaining("graphql-inspector"),
    });
  });

  test("of a document that refers to others, with the command that puts them together", async () => {
    const apart = version("openapi: 3.1.0\npaths: { /a: { $ref: ./a.yaml } }");
    expect(await asked({}, "anybody", [[version(api("integer"))], [apart]])).toMatchObject({
      answer: "unanswerable",
      reason: expect.stringContaining("outside of itself"),
      command: expect.stringContaining("@redocly/cli bundle shop/api.yaml"),
    });
  });

  test("where the former document is gone from the store", async () => {
    const gone = { ...version("gone"), read: () => Promise.reject(new Error("no such artifact")) };
    expect(await asked({}, "anybody", [[gone], [version(api("string"))]])).toMatchObject({
      answer: "unanswerable",
      reason: expect.stringContaining("no such artifact"),
    });
  });
});

test("a contract that is exposed no more breaks whoever relies on it", async () => {
  const gone = [[version(api("integer"))], []] as const;
  expect(await asked({ "b/towpath.yaml": consumer(consumes()) }, [], gone)).toMatchObject({
    answer: "yes",
    reason: "The contract api of shop is gone, and billing relies on it.",
  });
  expect(await asked({}, [], gone)).toMatchObject({ answer: "no" });
  expect(await asked({}, "anybody", gone)).toMatchObject({ answer: "unanswerable" });
});

test("a contract that is new breaks nobody, and manifests are not looked for where nothing breaks", async () => {
  expect(await asked({}, "anybody", [[], [version(api("string"))]])).toMatchObject({
    answer: "no",
    reason: "The contract api of shop is new.",
  });
  const never = () => Promise.reject(new Error("nobody needs to know"));
  const question = { service: "shop", owner: undefined, allow: {}, consumers: never };
  const [answer] = await contractAnswers({
    ...question,
    before: [version(api("integer"))],
    after: [version(`${api("integer")}x-more: 1\n`)],
  });
  expect(answer?.answer).toBe("no");
});
