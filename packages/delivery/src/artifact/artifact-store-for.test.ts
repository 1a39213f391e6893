import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { digestBytes } from "@towpath/core";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { watchedEffects } from "../testing/effects.ts";
import { artifactStoreFor } from "./artifact-store-for.ts";
import { parseChallenges } from "./oci/challenge.ts";
import { registryReference } from "./oci/registry-reference.ts";

let scratch: string;
beforeEach(async () => {
  scratch = await mkdtemp(join(tmpdir(), "towpath stores "));
});
afterEach(() => rm(scratch, { recursive: true, force: true }));

async function* bytes(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}

const open = (artifacts: Record<string, string>, base?: string) => {
  const unreached: typeof fetch = () => Promise.reject(new Error("Nothing is reached here."));
  const { effects } = watchedEffects();
  return artifactStoreFor(
    { artifacts, service: "orders", home: join(scratch, "home"), base },
    { ...effects, fetch: unreached },
  );
};

test.each([
  ["nothing", () => ({}), "home"],
  ["a directory beside the platform", () => ({ directory: "kept" }), "platform/kept"],
  ["a directory anywhere", () => ({ directory: join(scratch, "any") }), "any"],
])("%s is a folder", async (_, artifacts, folder) => {
  const store = await open(artifacts(), join(scratch, "platform"));
  await store.put(bytes("x"));
  expect(await readdir(join(scratch, folder, "sha256"))).toEqual([digestBytes("x").slice("sha256:".length)]);
});

test.each([
  [{ s3: "bucket" }, "keeps artifacts in s3, which there is not"],
  [{ oci: "ghcr.io/acme", directory: "x" }, "names several stores of artifacts (oci, directory)"],
  [{ directory: "" }, "names no directory"],
  [{ directory: "kept" }, "relative to a platform that is no folder of this machine's"],
  [{ oci: "https://ghcr.io/acme" }, "where no registry has a repository"],
  [{ oci: "ghcr.io/acme/../x" }, "where no registry has a repository"],
  [{ oci: "ghcr.io/Acme" }, "where no registry has a repository"],
  [{ oci: "ann:pw@ghcr.io/acme" }, "where no registry has a repository"],
  [{ oci: "" }, "where no registry has a repository"],
])("%j is refused", async (artifacts, part) => {
  await expect(open(artifacts)).rejects.toMatchObject({
    code: "delivery/artifact-store-option",
    message: expect.stringContaining(part),
  });
});

describe("a registry's name", () => {
  test.each([
    ["ghcr.io/acme", "https://ghcr.io", "acme/orders"],
    ["localhost:5000", "http://localhost:5000", "orders"],
    ["127.0.0.1:5000/a/b", "http://127.0.0.1:5000", "a/b/orders"],
    ["127.0.0.1.example.com/a", "https://127.0.0.1.example.com", "a/orders"],
    ["localhost.example.com/a", "https://localhost.example.com", "a/orders"],
    ["docker.io/acme", "https://registry-1.docker.io", "acme/orders"],
  ])("%s is reached at %s", (where, origin, repository) => {
    expect(registryReference(where, "orders")).toMatchObject({ origin, repository });
  });
});

describe("what a registry asks for", () => {
  test.each([
    ["", []],
    ['Basic realm="x"', [["basic", { realm: "x" }]]],
    [
      "Negotiate, Basic realm=x",
      [
        ["negotiate", {}],
        ["basic", { realm: "x" }],
      ],
    ],
    [
      'Bearer realm="https://a.b/t?x=1,2",service="a \\"b\\"", scope="repository:x/y:pull,push",error=x',
      [["bearer", { realm: "https://a.b/t?x=1,2", service: 'a "b"', scope: "repository:x/y:pull,push", error: "x" }]],
    ],
    ['Bearer realm="https://a.b/t', [["bearer", {}]]],
    ["=,=,=", []],
  ])("%j", (header, challenges) => {
    const found = parseChallenges(header).map(({ scheme, parameters }) => [scheme, Object.fromEntries(parameters)]);
    expect(found).toEqual(challenges);
  });

  test("is read in little time, whatever it is", () => {
    const started = performance.now();
    for (const part of ['a="', "a=b,", '\\"', " ,", "a ", "a=", "\t"]) parseChallenges(`Bearer ${part.repeat(50_000)}`);
    expect(performance.now() - started).toBeLessThan(1_000);
  });
});
