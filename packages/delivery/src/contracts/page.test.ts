import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readUses } from "./uses/read-uses.ts";

const page = readFileSync(join(import.meta.dirname, "../../docs/contracts.md"), "utf8");

test("the page tells of each code of a change", () => {
  const source = readFileSync(join(import.meta.dirname, "contract-change.ts"), "utf8");
  const [union = ""] = /ContractChangeCode =\n[^;]*;/.exec(source) ?? [];
  const codes = [...union.matchAll(/^ {2}\| "([^"]+)"/gm)].map(([, code]) => `\`${code}\``);
  expect(codes.length).toBeGreaterThan(50);
  expect(codes.filter((code) => !page.includes(code))).toEqual([]);
});

test("its list of what is used is one", () => {
  const [, list = ""] = /```yaml\n(operations:[\s\S]*?)```/.exec(page) ?? [];
  expect(readUses("uses.yaml", Buffer.from(list))).toMatchObject({
    uses: {
      operations: [
        { operation: "GET /orders/{id}", response: ["/id", "/lines/*/price"] },
        { operation: "createOrder" },
        { operation: "listOrders" },
      ],
    },
  });
});
