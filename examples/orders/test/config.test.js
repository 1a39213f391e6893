import assert from "node:assert/strict";
import { test } from "node:test";
import { readConfig } from "../src/config.js";

const complete = {
  DATABASE_URL: "postgresql://orders:pass@db/orders",
  BUCKET_NAME: "uploads",
  BUCKET_ENDPOINT: "https://shop.blob.example",
  BUCKET_ACCOUNT: "shop",
  BUCKET_KEY: "a2V5",
};

test("the port is 8080 where none is given", () => {
  assert.equal(readConfig(complete).port, 8080);
  assert.equal(readConfig({ ...complete, PORT: "3000" }).port, 3000);
});

test("every variable that is missing is named at once", () => {
  assert.throws(
    () => readConfig({ PORT: "http", BUCKET_NAME: "uploads" }),
    (error) => {
      for (const name of ["DATABASE_URL", "BUCKET_ENDPOINT", "BUCKET_ACCOUNT", "BUCKET_KEY", "PORT"])
        assert.match(error.message, new RegExp(name));
      assert.doesNotMatch(error.message, /BUCKET_NAME/);
      return true;
    },
  );
});
