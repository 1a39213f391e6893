import type { Finding } from "@towpath/core";
import type { Result } from "@towpath/report";
import { expect, test } from "vitest";
import { manifestOf } from "../testing/folder-with.ts";
import { proposal } from "../testing/proposal.ts";

const api = (total: string) => `openapi: 3.1.0
info: { title: Shop, version: "1" }
paths:
  /orders:
    get:
      responses:
        "200":
          description: all
          content:
            application/json:
              schema:
                type: object
                properties:
                  id: { type: string }
                  total: { type: ${total} }
`;

const shop = (exposes: string) => manifestOf("shop", `platform: ../platform\n${exposes}`);
const EXPOSES = "exposes: { api: { openapi: api.yaml, allow: [team-b] } }\n";
const BASE = {
  "platform/platform.yaml":
    "apiVersion: towpath.dev/v1\nkind: Platform\nmetadata: { name: acme }\nteams: { team-a: {}, team-b: {} }\nenvironments: { dev: { engine: local } }\n",
  "shop/towpath.yaml": shop(EXPOSES),
  "shop/api.yaml": api("integer"),
  "billing/towpath.yaml":
    "apiVersion: towpath.dev/v1\nkind: Service\nplatform: ../platform\nmetadata: { name: billing, owner: team-b }\nconsumes: { orders: { service: shop, contract: api, uses: uses.yaml } }\n",
  "billing/uses.yaml": "operations:\n  - operation: GET /orders\n    response: [/total]\n",
};

const isOfContract = ({ code }: Finding): boolean => code.startsWith("operation/contract-");

async function asked(proposed: Readonly<Record<string, string | null>>, request: object = {}) {
  const { check, base } = proposal(BASE, proposed);
  const { findings, sections, status }: Result = await check({ base: { commit: base }, ...request });
  return {
    status,
    findings: findings.filter(isOfContract),
    tables: sections.filter(({ title }) => title?.startsWith("Contract ")),
  };
}

test("a proposal that breaks a consumer is told so, at the line that does", async () => {
  expect(await asked({ "shop/api.yaml": api("string") })).toMatchObject({
    findings: [
      {
        code: "operation/contract-breaks",
        level: "advisory",
        service: "shop",
        message: "total is a text in answers, and was a whole number. billing uses it.",
        places: [{ file: "shop/api.yaml", range: { start: { line: 15, column: 28 } } }],
      },
    ],
    tables: [
      {
        title: "Contract api of shop",
        rows: [["breaking", "total is a text in answers, and was a whole number.", "GET /orders"]],
      },
    ],
  });
  expect((await asked({ "shop/api.yaml": api("string") }, { isChangedOnly: true })).findings).toHaveLength(1);
});

test("one that breaks nobody shows what it changes, and finds nothing", async () => {
  const more = `${api("integer")}                  note: { type: string }\n`;
  expect(await asked({ "shop/api.yaml": more })).toMatchObject({
    findings: [],
    tables: [{ rows: [["", "1 change more, all of them safe", ""]] }],
  });
  expect(await asked({ "billing/uses.yaml": "operations: []\n" })).toMatchObject({ findings: [], tables: [] });
});

test("one that takes a contract back, or changes it for nobody knows whom, is told so", async () => {
  expect(await asked({ "shop/towpath.yaml": shop("") })).toMatchObject({
    findings: [
      { code: "operation/contract-breaks", message: "The contract api of shop is gone, and billing relies on it." },
    ],
  });
  expect(await asked({ "shop/api.yaml": api("string"), "billing/towpath.yaml": null })).toMatchObject({
    findings: [{ code: "operation/contract-not-known", level: "advisory", places: [{ file: "shop/api.yaml" }] }],
  });
});

test("what a document holds is text wherever it is shown", async () => {
  const hostile = api("integer").replace("total:", '"::error::x|`<img>`":');
  const { findings } = await asked({ "shop/api.yaml": hostile });
  expect(findings).toMatchObject([{ message: "total is gone from answers. billing uses it." }]);
});
