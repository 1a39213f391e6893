import { expect, test } from "vitest";
import { localName, progressWords } from "./progress-words.ts";
import { readMessage } from "./stream-message.ts";

const SERVER = {
  addr: "module.db.azurerm_postgresql_flexible_server.server",
  module: "module.db",
  resource_type: "azurerm_postgresql_flexible_server",
  resource_name: "server",
};

test.each([
  ["apply_start", {}, "azurerm_postgresql_flexible_server.server is being created"],
  ["apply_progress", { elapsed_seconds: 130 }, "azurerm_postgresql_flexible_server.server is being created (2m10s)"],
  [
    "apply_progress",
    { elapsed_seconds: 4_265.4 },
    "azurerm_postgresql_flexible_server.server is being created (1h11m)",
  ],
  ["apply_complete", { elapsed_seconds: 9 }, "azurerm_postgresql_flexible_server.server is created (9s)"],
  ["apply_complete", { elapsed_seconds: 0 }, "azurerm_postgresql_flexible_server.server is created"],
  ["apply_complete", { action: "something_new" }, "azurerm_postgresql_flexible_server.server is done"],
  ["apply_errored", { action: "delete" }, "azurerm_postgresql_flexible_server.server failed"],
  ["refresh_start", {}, "azurerm_postgresql_flexible_server.server is being looked at"],
  ["provision_progress", { provisioner: "local-exec", output: "a\nb" }, "azurerm_postgresql_flexible_server.server: a"],
])("%s %j", (type, more, words) => {
  const line = JSON.stringify({ type, hook: { resource: SERVER, action: "create", ...more } });
  const message = readMessage(line, (text) => text);
  expect(message && progressWords(message)).toBe(words);
});

test("a module within the module keeps its name", () => {
  expect(localName({ address: "module.db.module.net.x_y.z[0]", module: "module.db.module.net" })).toBe(
    "module.net.x_y.z[0]",
  );
  expect(localName({ address: 'module.db["a.b"].x_y.z', module: 'module.db["a.b"]' })).toBe("x_y.z");
  expect(localName({ address: "terraform_data.x", module: "" })).toBe("terraform_data.x");
});
