import { expect, test } from "vitest";
import { waitOf } from "./rate-limit.ts";

const now = new Date("2026-11-22T09:00:00Z");
const epoch = now.getTime() / 1000;

test.each([
  [429, {}, "", 60_000],
  [429, { "retry-after": "30" }, "", 30_000],
  [429, { "retry-after": "0" }, "", 1000],
  [429, { "retry-after": "-5" }, "", 1000],
  [429, { "retry-after": "soon" }, "", 60_000],
  [429, { "retry-after": "9".repeat(400) }, "", 60_000],
  [429, { "retry-after": "Sun, 22 Nov 2026 09:00:30 GMT" }, "", 30_000],
  [429, { "retry-after": "Sun, 22 Nov 2026 08:00:00 GMT" }, "", 1000],
  [403, { "retry-after": "2" }, "", 2000],
  [403, { "x-ratelimit-remaining": "0", "x-ratelimit-reset": `${epoch + 5}` }, "", 6000],
  [403, { "x-ratelimit-remaining": "0", "x-ratelimit-reset": `${epoch - 50}` }, "", 1000],
  [403, { "x-ratelimit-remaining": "0", "x-ratelimit-reset": "later" }, "", 60_000],
  [403, { "x-ratelimit-remaining": "0" }, "", 60_000],
  // A runner whose clock is ten minutes late: GitHub's own date counts.
  [
    403,
    { "x-ratelimit-remaining": "0", "x-ratelimit-reset": `${epoch + 605}`, date: "Sun, 22 Nov 2026 09:10:00 GMT" },
    "",
    6000,
  ],
  [403, {}, "You have exceeded a secondary rate limit.", 60_000],
  [403, {}, "Must have admin rights.", undefined],
  [403, { "x-ratelimit-remaining": "0" }, "Resource not accessible by integration", undefined],
  [404, { "retry-after": "30" }, "", undefined],
  [200, { "x-ratelimit-remaining": "0" }, "", undefined],
])("%d %o %s", (status, headers, message, wait) => {
  expect(waitOf(status, new Headers(headers), message, now)).toBe(wait);
});
