import fc from "fast-check";
import { expect, test } from "vitest";
import { converse } from "./testing/conversation.ts";

const runs = process.env["TOWPATH_LONG"] ? 300 : 12;

test("every item of every page, whatever the size of a page", async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat(130), fc.integer({ min: 1, max: 100 }), async (count, mostPerPage) => {
      await using talk = await converse({ mostPerPage });
      const names = Array.from({ length: count }, (_, index) => `file-${index}`);
      const sketch = { status: "added", sha: talk.head, additions: 0, deletions: 0, changes: 0 } as const;
      await talk.repository.openPull({
        number: 2,
        head: "feature",
        files: names.map((filename) => ({ ...sketch, filename })),
      });
      const { files } = await talk.github.filesOf(2);
      expect(files.map(({ path }) => path)).toEqual(names);
    }),
    { numRuns: runs },
  );
});

test.each([0, 99, 100, 101, 200, 250])("%d items where a proxy took the Link headers away", async (count) => {
  await using talk = await converse({ hasLinks: false });
  for (let index = 0; index < count; index++)
    talk.repository.reviews.push({
      id: index + 1,
      pull: 1,
      account: { login: "anna", type: "User" },
      state: "APPROVED",
      commit: talk.head,
      body: "",
      submitted: "2026-01-01T00:00:00Z",
    });
  expect(await talk.github.reviewsOf(1)).toHaveLength(count);
});

test("a list that never ends is ended by the budget", async () => {
  await using talk = await converse();
  const link = { link: '<x>; rel="next"' };
  talk.server.order({ times: 999, fault: { kind: "answer", status: 200, headers: link, body: [] } });
  await expect(talk.open({ budget: { requests: 20 } }).commentsOf(1)).rejects.toMatchObject({ code: "github/budget" });
  expect(talk.server.requests).toHaveLength(20);
});

test("more files than GitHub lists are said to be more", async () => {
  await using talk = await converse();
  const file = { status: "added", sha: talk.head, additions: 0, deletions: 0, changes: 0 } as const;
  const files = (count: number) =>
    Array.from({ length: count }, (_, index) => ({ ...file, filename: `file-${index}` }));
  await talk.repository.openPull({ number: 2, head: "feature", files: files(3001) });
  const listed = await talk.github.filesOf(2);
  expect([listed.files.length, listed.isComplete]).toEqual([3000, false]);
  expect(await talk.github.pullRequest(2)).toMatchObject({ changedFiles: 3001 });
  await talk.repository.openPull({ number: 3, head: "feature", files: files(2999) });
  expect(await talk.github.filesOf(3)).toMatchObject({ isComplete: true });
});
