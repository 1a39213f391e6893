import { createPublicKey, verify } from "node:crypto";
import { inspect } from "node:util";
import { Secret } from "@towpath/core";
import { identitySource, requestIdentity } from "@towpath/github";
import { expect, test } from "vitest";
import { faults } from "../github/index.ts";
import { type Conversation, converse } from "./testing/conversation.ts";

/** By the quick clock, three quarters of a second. */
const LIMIT = 300_000;

const claims = { sub: "repo:acme/orders:ref:refs/heads/main", repository: "acme/orders" };

function sourceOf(talk: Conversation) {
  return identitySource({ ...talk.server.addIdentity(claims) });
}

function effectsOf(talk: Conversation) {
  return { clock: talk.clock, fetch, signal: new AbortController().signal };
}

test("a job is told who it is, in a token that holds against the provider's key", async () => {
  await using talk = await converse();
  const token = (await requestIdentity(sourceOf(talk), "sigstore", effectsOf(talk), LIMIT)).reveal();
  const [head = "", body = "", signature = ""] = token.split(".");
  const issuer = `${talk.server.url}/identity`;
  expect(JSON.parse(Buffer.from(body, "base64url").toString())).toMatchObject({
    ...claims,
    aud: "sigstore",
    iss: issuer,
  });
  const json = async (url: string) => Object(await (await fetch(url)).json());
  const { jwks_uri } = await json(`${issuer}/.well-known/openid-configuration`);
  const { keys } = await json(jwks_uri);
  const key = createPublicKey({ format: "jwk", key: keys[0] });
  const isRight = (text: string) => verify("sha256", Buffer.from(text), key, Buffer.from(signature, "base64url"));
  expect([isRight(`${head}.${body}`), isRight(`${head}.${body}x`)]).toEqual([true, false]);
});

test.each([
  ["500", faults.unavailable()],
  ["502 with a page", faults.unavailable(502)],
  ["429", faults.tooMany(1)],
  ["a reset connection", faults.reset],
  ["half an answer", faults.half],
  ["an answer that never comes", faults.hang],
])("%s: it is asked again, a few times and not for ever", async (_, fault) => {
  await using talk = await converse();
  await fetch(`${talk.server.url}/identity/.well-known/jwks`); // makes the key, which takes its time
  talk.server.order({ path: /token/, times: 3, fault });
  expect(await requestIdentity(sourceOf(talk), "sigstore", effectsOf(talk), LIMIT)).toBeInstanceOf(Secret);
  talk.server.order({ path: /token/, times: 9, fault });
  await expect(requestIdentity(sourceOf(talk), "sigstore", effectsOf(talk), LIMIT)).rejects.toMatchObject({
    name: "GitHubError",
    message: expect.stringContaining("Tried 4 times"),
  });
});

test("a job that may not ask is told what to add, and its token is nowhere to be read", async () => {
  await using talk = await converse();
  expect(identitySource({})).toBeUndefined();
  await expect(requestIdentity(undefined, "sigstore", effectsOf(talk), LIMIT)).rejects.toMatchObject({
    code: "github/no-identity",
    hint: expect.stringContaining("`id-token: write`"),
  });
  const variables = talk.server.addIdentity({});
  const wrong = identitySource({ ...variables, ACTIONS_ID_TOKEN_REQUEST_TOKEN: "not-the-token-of-a-job" });
  const refused: unknown = await requestIdentity(wrong, "sigstore", effectsOf(talk), LIMIT).catch(
    (error: unknown) => error,
  );
  expect(refused).toMatchObject({ code: "github/no-identity", message: expect.stringContaining("401") });
  expect(inspect([refused, wrong], { depth: 9, showHidden: true })).not.toContain("not-the-token-of-a-job");
});

test("the token goes to no address in clear text, and follows no redirect", async () => {
  await using talk = await converse();
  const source = sourceOf(talk);
  if (!source) throw new Error("There is no source.");
  const far = { ...source, url: "http://actions.acme.example/token" };
  await expect(requestIdentity(far, "sigstore", effectsOf(talk), LIMIT)).rejects.toMatchObject({
    code: "github/address",
  });
  talk.server.order({ path: /token/, fault: faults.redirect("https://evil.example/") });
  await expect(requestIdentity(source, "sigstore", effectsOf(talk), LIMIT)).rejects.toMatchObject({
    code: "github/no-identity",
  });
});
