import { expect, test } from "vitest";
import type { ProgressEvent } from "./effects.ts";
import { noticeOnce } from "./notice-once.ts";

test("a notice is given once a command, whatever parts say it", () => {
  const events: ProgressEvent[] = [];
  const command = () => ({ events: (event: ProgressEvent) => void events.push(event), variables: {} });
  const [first, second] = [command(), command()];
  for (const effects of [first, { ...first }, second]) noticeOnce(effects, "State is kept in a bucket.");
  noticeOnce(first, "Artifacts are kept in a registry.");
  expect(events.map((event) => event.type === "notice" && event.message)).toEqual([
    "State is kept in a bucket.",
    "State is kept in a bucket.",
    "Artifacts are kept in a registry.",
  ]);
});
