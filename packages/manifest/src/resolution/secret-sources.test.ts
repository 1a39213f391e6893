import { expect, test } from "vitest";
import { HEAD, tried } from "../testing/resolved.ts";

const PLATFORM = `apiVersion: towpath.dev/v1
kind: Platform
metadata: { name: acme }
environments:
  dev: { engine: local }
  int: { engine: local, secrets: { vault: { azureKeyVault: { name: int } }, shared: { azureKeyVault: { name: all } } } }
  prod: { engines: { aks: { kind: kubernetes, context: prod } } }
`;

const inEnvironment = (environment: string, from: string): string =>
  tried(`${HEAD}secrets: { key: { from: "${from}" } }\n`, { platform: PLATFORM, environment }).text;

test.each([
  ["a file of the developer's, whatever its source is called", "dev", "anything:key"],
  ["a source of the environment", "int", "vault:key"],
])("a secret comes from %s", (_, environment, from) => {
  expect(inEnvironment(environment, from)).toBe("");
});

test("it comes from no other source, also where there is none", () => {
  expect(inEnvironment("int", "valt:key")).toBe(
    'towpath.yaml:4:25 and platform/platform.yaml:6:25 manifest/unknown-secret-source\n  The platform acme has no secret source "valt" in int.\n  > Did you mean "vault"?\n  > There are shared, vault.',
  );
  expect(inEnvironment("prod", "vault:key")).toBe(
    'towpath.yaml:4:25 and platform/platform.yaml:7:3 manifest/unknown-secret-source\n  The platform acme has no secret source "vault" in prod.\n  > It has none at all there: the platform team adds them under environments.prod.secrets.',
  );
});
