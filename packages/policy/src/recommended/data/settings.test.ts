import type { Json } from "@towpath/core";
import type { GraphSetting } from "@towpath/manifest";
import { describe, expect, test } from "vitest";
import { addressesOf, findingsOf, messagesOf } from "../../testing/found.ts";
import { graphWith, originAt, resourceWith, settingWith } from "../../testing/subjects.ts";
import { deletionProtection } from "./deletion-protection.ts";
import { encryptionAtRest } from "./encryption-at-rest.ts";
import { highAvailability } from "./high-availability.ts";
import { previewVersion } from "./preview-version.ts";
import { publicAccess } from "./public-access.ts";
import { sharedOwner } from "./shared-owner.ts";
import { tlsRequired } from "./tls-required.ts";

const critical = { ...graphWith().service, criticality: "critical" } as const;
const graphOf = (settings: Readonly<Record<string, GraphSetting>>, environment?: string, kind?: string) =>
  graphWith({ service: critical, resources: [resourceWith({ settings })] }, environment, kind);
const withValue = (name: string, value: Json) => graphOf({ [name]: settingWith(value) });

/** The platform decides, and a service may not. */
const decided = (value: Json): GraphSetting => ({
  ...settingWith(value),
  tier: "mandatory",
  origin: { layer: "platform environment", place: { file: "platform.yaml" } },
});

describe.each([
  ["publicAccess", true, false, publicAccess],
  ["tls", false, true, tlsRequired],
  ["encryption", false, true, encryptionAtRest],
  ["deletionProtection", false, true, deletionProtection],
  ["highAvailability", false, true, highAvailability],
] as const)("the setting %s", (name, bad, good, rule) => {
  test("is judged by its value, at its line", () => {
    expect(addressesOf(rule, { graph: withValue(name, bad) })).toEqual([[`resources.db.settings.${name}`, 20]]);
    expect(messagesOf(rule, { graph: withValue(name, good) })).toEqual([]);
    expect(messagesOf(rule, { graph: graphOf({}) })).toEqual([]);
  });

  test("is left alone where the platform has decided, but not where it only proposes", () => {
    expect(messagesOf(rule, { graph: graphOf({ [name]: decided(bad) }) })).toEqual([]);
    const proposed = { ...decided(bad), tier: "recommended" } as const;
    expect(messagesOf(rule, { graph: graphOf({ [name]: proposed }) })).toHaveLength(1);
  });

  test("does not pass while it is not known", () => {
    const graph = graphOf({ [name]: settingWith({ why: "it holds an output" }) });
    expect(findingsOf(rule, { graph })).toMatchObject([{ outcome: "indeterminate" }]);
  });

  test("may have another name", () => {
    const given = { graph: withValue("other", bad), params: { settings: ["other"] } };
    expect(messagesOf(rule, given)).toHaveLength(1);
  });
});

test.each([
  [["10.0.0.0/8"], false],
  [["10.0.0.0/8", "0.0.0.0/0"], true],
  ["Public", true],
  ["private", false],
  [[], false],
  [{ mode: "public" }, false],
])("access by %j is open to everyone: %s", (value, isOpen) => {
  expect(messagesOf(publicAccess, { graph: withValue("allowedNetworks", value) })).toHaveLength(isOpen ? 1 : 0);
});

test.each([
  ["disable", true],
  ["prefer", true],
  ["allow", true],
  ["require", false],
  ["verify-full", false],
])("a connection with sslMode %s may be read by others: %s", (value, isPlain) => {
  expect(messagesOf(tlsRequired, { graph: withValue("sslMode", value) })).toHaveLength(isPlain ? 1 : 0);
});

test("asks for protection in production only, and of what holds data", () => {
  const settings = { deletionProtection: settingWith(false) };
  expect(messagesOf(deletionProtection, { graph: graphOf(settings, "int") })).toEqual([]);
  expect(
    messagesOf(deletionProtection, { graph: graphOf(settings, "int"), params: { environments: ["int"] } }),
  ).toHaveLength(1);
  const resources = [resourceWith({ settings, isStateful: false })];
  expect(messagesOf(deletionProtection, { graph: graphWith({ resources }) })).toEqual([]);
});

test("asks for a second instance of critical services only, and not on one machine", () => {
  const settings = { highAvailability: settingWith(false) };
  expect(messagesOf(highAvailability, { graph: graphOf(settings) })).toEqual([
    "db is one instance in prod, and orders is critical: highAvailability is false.",
  ]);
  expect(messagesOf(highAvailability, { graph: graphOf(settings, "dev", "local") })).toEqual([]);
  const graph = graphWith({ resources: [resourceWith({ settings })] });
  expect(messagesOf(highAvailability, { graph })).toEqual([]);
});

test("a preview is for environments where nobody depends on it", () => {
  const version = { known: true, value: "18", origin: originAt(11) } as const;
  const resources = [resourceWith({ version, lifecycle: { status: "preview" } })];
  expect(messagesOf(previewVersion, { graph: graphWith({ resources }) })).toEqual([
    "db runs PostgreSQL 18 in prod, which is a preview.",
  ]);
  expect(messagesOf(previewVersion, { graph: graphWith({ resources }, "int") })).toEqual([]);
  const unknown = [
    resourceWith({ version: { known: false, why: "later", origin: originAt(11) }, lifecycle: { status: "preview" } }),
  ];
  expect(findingsOf(previewVersion, { graph: graphWith({ resources: unknown }) })).toMatchObject([
    { outcome: "indeterminate" },
  ]);
});

test("what is shared is somebody's", () => {
  const share = "postgres.default#catalogue";
  expect(messagesOf(sharedOwner, { graph: graphWith({ resources: [resourceWith({ share })] }) })).toEqual([
    "db is shared as postgres.default#catalogue, and the platform acme does not say whose it is.",
  ]);
  const owned = [resourceWith({ share, shareOwner: "team-catalogue" })];
  expect(messagesOf(sharedOwner, { graph: graphWith({ resources: owned }) })).toEqual([]);
});

test("a value that is one switch is mended by switching it", () => {
  const place = { file: "towpath.yaml", pointer: "/resources/db/settings/tls" };
  const tls: GraphSetting = { ...settingWith(false), origin: { layer: "service", place } };
  expect(findingsOf(tlsRequired, { graph: graphOf({ tls }) })).toMatchObject([
    {
      fix: { safety: "unsafe", changes: [{ type: "set", file: "towpath.yaml", pointer: place.pointer, value: true }] },
    },
  ]);
});
