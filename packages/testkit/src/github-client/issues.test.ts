import { expect, test } from "vitest";
import { faults } from "../github/index.ts";
import { hostileStrings } from "../hostile/strings.ts";
import { converse } from "./testing/conversation.ts";

const text = { marker: "towpath:nightly", title: "Two things drifted", body: "orders/db", isOpen: true };

test("one issue is made, changed, closed when there is nothing to do, and opened again", async () => {
  await using talk = await converse();
  const say = async (more: Partial<typeof text>) => {
    const said = await talk.github.stickyIssue({ ...text, ...more });
    return said.isWritten ? said.value.action : said.refusal;
  };
  expect(await say({ isOpen: false })).toBe("absent");
  expect(await say({})).toBe("created");
  expect(await say({})).toBe("unchanged");
  expect(await say({ body: "orders/db, orders/cache" })).toBe("updated");
  expect(await say({ title: "All is as it was applied", body: "Nothing.", isOpen: false })).toBe("closed");
  expect(await say({ isOpen: false })).toBe("unchanged");
  expect(await say({})).toBe("reopened");
  expect(talk.repository.issues).toMatchObject([
    {
      number: 2,
      state: "open",
      title: text.title,
      body: "<!-- towpath:nightly -->\norders/db",
      stateReason: "reopened",
    },
  ]);
});

test("another's issue with our marker, and one that only quotes it, are left alone", async () => {
  await using talk = await converse();
  const mallory = talk.open({
    token: talk.server.addToken({ account: { login: "mallory", type: "User" }, kind: "user" }),
  });
  await mallory.stickyIssue({ ...text, title: "Mine" });
  await talk.github.stickyIssue({ ...text, marker: "towpath:nightly:billing" });
  expect(await talk.github.stickyIssue(text)).toMatchObject({ value: { action: "created" } });
  await talk.github.stickyIssue({ ...text, isOpen: false });
  expect(talk.repository.issues.map(({ account, state }) => [account.login, state])).toEqual([
    ["mallory", "open"],
    ["github-actions[bot]", "open"],
    ["github-actions[bot]", "closed"],
  ]);
});

test("what a server lists of others is not ours, whatever was asked for", async () => {
  await using talk = await converse();
  const user = { login: "mallory", type: "User" };
  const issue = { number: 9, title: "Mine", body: "<!-- towpath:nightly -->\n…", state: "open", html_url: "x", user };
  talk.server.order({ method: "GET", path: /issues/, times: 9, fault: { kind: "answer", status: 200, body: [issue] } });
  expect(await talk.github.stickyIssue(text)).toMatchObject({ value: { action: "created" } });
});

test("of several of ours the one that was changed last is kept up to date", async () => {
  await using talk = await converse();
  await talk.github.stickyIssue(text);
  const [first] = talk.repository.issues;
  if (!first) throw new Error("There is no issue.");
  const another = { ...first, number: talk.repository.newNumber(), updated: "2001-01-01T00:00:00Z" };
  talk.repository.issues.push(another);
  const said = await talk.github.stickyIssue({ ...text, body: "orders/cache" });
  expect(said).toMatchObject({ value: { action: "updated", issue: { number: first.number } } });
});

test("a pull request with our marker is no issue", async () => {
  await using talk = await converse();
  const user = { login: "github-actions[bot]", type: "Bot" };
  const body = "<!-- towpath:nightly -->\n…";
  const pull = { number: 9, title: "Mine", body, state: "open", html_url: "x", user, pull_request: { url: "x" } };
  talk.server.order({ method: "GET", path: /issues/, times: 9, fault: { kind: "answer", status: 200, body: [pull] } });
  expect(await talk.github.stickyIssue(text)).toMatchObject({ value: { action: "created" } });
});

test("it is found among many others, and the search for it ends", async () => {
  await using talk = await converse();
  await talk.github.stickyIssue(text);
  const account = { login: "github-actions[bot]", type: "Bot" } as const;
  const [first] = talk.repository.issues;
  if (!first) throw new Error("There is no issue.");
  const pad = (count: number) => {
    for (let index = 0; index < count; index++)
      talk.repository.issues.push({
        ...first,
        account,
        number: talk.repository.newNumber(),
        body: "stale",
        title: "…",
      });
  };
  pad(150);
  expect(await talk.github.stickyIssue(text)).toMatchObject({ value: { action: "unchanged" } });
  pad(1600);
  const before = talk.server.requests.length;
  await talk.github.stickyIssue({ ...text, isOpen: false });
  expect(talk.server.requests.length - before).toBeLessThan(15);
});

test.each([
  ["502", faults.unavailable(502)],
  ["a reset connection", faults.reset],
])("%s: an issue is made once, whether GitHub did it before or not", async (_, fault) => {
  for (const isCarriedOut of [false, true]) {
    await using talk = await converse();
    talk.server.order({ method: "POST", path: /issues$/, fault, isCarriedOut });
    expect(await talk.github.stickyIssue(text)).toMatchObject({ value: { action: "created" } });
    expect(talk.repository.issues).toHaveLength(1);
  }
});

test("a hostile title is one line of at most 256 characters, and no reason to write again", async () => {
  await using talk = await converse();
  for (const { text: title } of hostileStrings) {
    const first = await talk.github.stickyIssue({ ...text, title: `${title}${"y".repeat(300)}` });
    expect(first).toMatchObject({ isWritten: true });
    const again = await talk.github.stickyIssue({ ...text, title: `${title}${"y".repeat(300)}` });
    expect(again).toMatchObject({ value: { action: "unchanged" } });
    const kept = talk.repository.issues[0]?.title ?? "";
    expect(kept.length).toBeLessThanOrEqual(256);
    expect(kept).not.toMatch(/\p{Cc}/u);
  }
  expect(talk.repository.issues).toHaveLength(1);
});

test("a body beyond GitHub's limit is refused before it is sent", async () => {
  await using talk = await converse();
  await expect(talk.github.stickyIssue({ ...text, body: "x".repeat(65_536) })).rejects.toMatchObject({
    code: "github/too-large",
  });
  expect(talk.repository.issues).toEqual([]);
});
