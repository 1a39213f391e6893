import fc from "fast-check";
import { expect, test } from "vitest";
import { accountName, bucketId, containerName } from "./bucket-names.ts";

const word = fc.string({ minLength: 1, maxLength: 100, unit: "grapheme" });
const identity = fc.record({ service: word, environment: word, address: word, name: word });

test("names are as Azure and the file system allow them, whatever the manifest says", () => {
  fc.assert(
    fc.property(identity, (of) => {
      expect(accountName(of)).toMatch(/^[a-z0-9]{3,24}$/);
      expect(containerName(of.name)).toMatch(/^(?=.{3,63}$)[a-z0-9]+(-[a-z0-9]+)*$/);
      expect(bucketId(of)).toMatch(/^[A-Za-z0-9_-]{11,100}$/);
    }),
  );
  expect(containerName("uploads")).toBe("uploads");
});
