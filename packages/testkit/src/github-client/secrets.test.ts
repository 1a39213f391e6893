import { createServer, type IncomingHttpHeaders } from "node:http";
import { inspect } from "node:util";
import { Secret } from "@towpath/core";
import { expect, test } from "vitest";
import { faults } from "../github/index.ts";
import { converse } from "./testing/conversation.ts";

/** Another host, as far as anybody can tell: what asks it is written down. */
async function otherHost(): Promise<{ url: string; asked: IncomingHttpHeaders[] } & AsyncDisposable> {
  const asked: IncomingHttpHeaders[] = [];
  const server = createServer((request, response) => {
    asked.push(request.headers);
    response.end("{}");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}`;
  return {
    url,
    asked,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

test.each([301, 302, 307, 308])("a redirect to another host (%d) is not followed", async (status) => {
  await using talk = await converse();
  await using other = await otherHost();
  talk.server.order({ times: 9, fault: faults.redirect(`${other.url}/pulls/1`, status) });
  await expect(talk.github.pullRequest(1)).rejects.toMatchObject({ code: "github/redirected" });
  await expect(talk.github.createComment(1, "text")).rejects.toMatchObject({ code: "github/redirected" });
  expect(other.asked).toEqual([]);
});

test("a redirect on the same host leads to a renamed repository; one in a circle ends", async () => {
  await using talk = await converse();
  talk.server.order({ fault: faults.redirect("/repos/acme/orders/pulls/1") });
  expect(await talk.github.pullRequest(1)).toMatchObject({ number: 1 });
  talk.server.order({ path: /pulls/, times: 99, fault: faults.redirect("/repos/acme/orders/pulls/1") });
  await expect(talk.github.pullRequest(1)).rejects.toMatchObject({ code: "github/redirected" });
});

test("the address in Link is not followed, wherever it leads", async () => {
  await using talk = await converse();
  await using other = await otherHost();
  const link = { link: `<${other.url}/page2>; rel="next"`, "content-type": "application/json" };
  talk.server.order({ path: /comments/, fault: { kind: "answer", status: 200, headers: link, body: [] } });
  expect(await talk.github.commentsOf(1)).toEqual([]);
  expect(talk.server.requests.map(({ path }) => path.replace(/.*\?/, ""))).toEqual([
    "per_page=100&page=1",
    "per_page=100&page=2",
  ]);
  expect(other.asked).toEqual([]);
});

test("the token is in no error, no event and no thing that can be printed", async () => {
  const token = "ghs_0123456789abcdefghijklmnopqrstuvwxyz";
  await using talk = await converse();
  const shout: typeof fetch = () => Promise.reject(new TypeError(`cannot send Authorization: Bearer ${token}`));
  const events: unknown[] = [];
  const effects = {
    clock: talk.clock,
    signal: new AbortController().signal,
    events: (event: unknown) => events.push(event),
  };
  const echo: typeof fetch = (_, init) =>
    Promise.resolve(
      new Response(JSON.stringify({ message: `Bad: ${new Headers(init?.headers).get("authorization")}` }), {
        status: 400,
        headers: { "content-type": "application/json" },
      }),
    );
  for (const fetch of [shout, echo]) {
    const github = talk.open({ token: new Secret(token), effects: { ...effects, fetch } });
    const error: unknown = await github.pullRequest(1).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ name: "GitHubError", message: expect.stringContaining("***") });
    expect(inspect([error, events, github], { depth: 20, showHidden: true })).not.toContain(token);
  }
  expect(events).not.toEqual([]);
});

test.each(["", "two words", "line\nbreak", "ünicode", "\u0000"])("%j is no token, and is not quoted", async (token) => {
  await using talk = await converse();
  expect(() => talk.open({ token })).toThrow(expect.objectContaining({ code: "github/token" }));
});

test("a line break at a token's end is not part of it; a wrong token is said to be one", async () => {
  await using talk = await converse();
  expect(await talk.open({ token: `${talk.server.token}\n` }).pullRequest(1)).toMatchObject({ number: 1 });
  await expect(talk.open({ token: "wrong" }).pullRequest(1)).rejects.toMatchObject({
    code: "github/token",
    message: 'Pull request 1: GitHub says "Bad credentials" (401).',
  });
});
