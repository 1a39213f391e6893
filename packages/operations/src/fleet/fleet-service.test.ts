import { expect, test } from "vitest";
import { folderWith } from "../testing/folder-with.ts";
import { check } from "../verbs/check.ts";

const service = (name: string, criticality: string, more = ""): string => `apiVersion: towpath.dev/v1
kind: Service
metadata:
  name: ${name}
  owner: team-a
  criticality: ${criticality}
${more}`;
const RELIES = "consumes:\n  costs: { service: prices, contract: api }\n";

test("what services say of each other reaches the rules about all of them, with its line", async () => {
  const { effects } = folderWith({
    "orders/towpath.yaml": service("orders", "critical", RELIES),
    "prices/towpath.yaml": service(
      "prices",
      "experimental",
      "exposes:\n  api: { openapi: api.yaml, allow: [team-a] }\n",
    ),
    "prices/api.yaml": "openapi: 3.1.0\ninfo: { title: Prices, version: '1' }\npaths: { /: {} }\n",
    "copy/towpath.yaml": service("orders", "standard"),
  });
  const { findings } = await check({ manifests: ["*/towpath.yaml"] }, effects);
  const of = (code: string) => findings.filter((one) => one.code === code);
  expect(of("contracts/experimental-provider")).toMatchObject([
    {
      message: "orders is critical and relies on prices, which is experimental.",
      places: [
        { file: "orders/towpath.yaml", range: { start: { line: 8 } } },
        { file: "prices/towpath.yaml", range: { start: { line: 4 } } },
      ],
    },
  ]);
  expect(of("ownership/unique-name").map(({ places }) => places.map(({ file }) => file))).toEqual([
    ["orders/towpath.yaml", "copy/towpath.yaml"],
  ]);
});
