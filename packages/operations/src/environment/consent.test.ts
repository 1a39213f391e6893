import type { Finding } from "@towpath/core";
import { expect, test } from "vitest";
import { withoutConsented } from "./consent.ts";

const finding = (code: string, address: string): Finding => ({
  code,
  message: "",
  docs: "",
  outcome: "fail",
  level: "mandatory",
  severity: "high",
  address,
  environments: [],
  places: [],
  suggestions: [],
  fingerprint: "",
});

test("consent answers the rule about lost data, for what it names and for nothing else", () => {
  const asked = finding("data/destructive-change", "resources.db");
  const other = finding("data/destructive-change", "resources.uploads");
  const foreign = finding("data/backup-retention", "resources.db");
  expect(withoutConsented([asked, other, foreign], ["data-loss:resources.db"])).toEqual([other, foreign]);
  expect(withoutConsented([asked], ["resources.db", "data-loss:resources.db.more"])).toEqual([asked]);
});
