import { expect, test } from "vitest";
import { thingsOf } from "../state/state-file.ts";
import { haveOf } from "./record-changes.ts";

test("no id is recorded that its provider says is a secret", () => {
  const thing = (name: string, id: string, secrets: readonly string[]) => ({
    ...{ module: "module.db", mode: "managed", type: "memory_thing", name },
    instances: [
      { attributes: { id }, sensitive_attributes: secrets.map((value) => [{ type: "get_attr", value }]) },
      { attributes: { id: `${id}-before` }, deposed: "aa" },
    ],
  });
  const document = { resources: [thing("plain", "things/1", ["key"]), thing("hidden", "a token", ["id"])] };
  expect(haveOf(thingsOf({ document }))).toEqual({
    things: [
      { address: "memory_thing.plain", type: "memory_thing", id: "things/1" },
      { address: "memory_thing.hidden", type: "memory_thing" },
    ],
  });
});
