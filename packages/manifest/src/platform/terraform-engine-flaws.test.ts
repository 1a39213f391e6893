import { expect, test } from "vitest";
import { memoryFiles } from "../testing/memory-files.ts";
import { loadPlatform } from "./load-platform.ts";

/** What is said of an engine of kind terraform with these options. */
function said(options: string, kind = "terraform"): readonly string[] {
  const text = `apiVersion: towpath.dev/v1
kind: Platform
metadata: { name: acme }
environments:
  prod:
    engines:
      cloud:
        kind: ${kind}
        ${options.replaceAll("\n", "\n        ")}
    values: { region: eu }
`;
  const { findings } = loadPlatform("platform.yaml", memoryFiles({ "platform.yaml": text }), "/repo");
  return findings.map(
    ({ code, message, suggestions, places: [place] }) =>
      `${place?.range?.start.line}:${place?.range?.start.column}${place?.isSecret ? " (secret)" : ""} ${code} ${[message, ...suggestions].join(" | ")}`,
  );
}

test.each([
  "backend: { azurerm: { container_name: state } }",
  "backend: { azurerm: { container_name: state, key: '${service.name}/${environment.name}.tfstate' } }",
  "backend: { cloud: { organization: acme } }",
  "backend: { s3: null }",
  "backend: { http: { address: 'https://state.example/${service.name}' } }",
  "providers: { azurerm: { source: hashicorp/azurerm, version: ~> 4.40, config: { features: {}, subscription_id: '${environment.region}' } } }",
  "program: tofu",
  "program: ./bin/terraform",
  'version: ">= 1.11, < 2"',
  "version: ~> 1.11.0",
  "variables: [GRAFANA_AUTH]",
  "tags: { department: '${service.labels.department}', year: 2026 }",
  "risks: { azurerm_x: { delete: data-loss, attributes: { sku_name: restart } } }",
])("takes %s", (options) => {
  expect(said(options)).toEqual([]);
});

test.each([
  ["bakcend: {}"],
  ["backend: {}"],
  ["backend: { azurerm: {}, s3: {} }"],
  ["backend: { azurerm: here }"],
  ["backend: { azurerm: { key: one.tfstate } }"],
  ["backend: { cloud: { workspaces: { name: one } } }"],
  ["backend: { http: { address: https://state.example/one } }"],
  ["backend: { azurerm: { access_key: aGVsbG8= } }"],
  ["backend: { pg: { conn_str: 'postgres://u:p@h/d' } }"],
  ["providers: { azurerm: { version: ~> 4 } }"],
  ["providers: { azurerm: { source: azurerm } }"],
  ["providers: { azurerm: { source: hashicorp/azurerm, configuration: {} } }"],
  ["providers: { azurerm: { source: hashicorp/azurerm, config: { alias: x, client_secret: s3cret } } }"],
  [
    "providers: { azurerm: { source: hashicorp/azurerm, config: { a: ['${environment.reigon}', '${settings.x}', '${service.nam}', '${x'] } } }",
  ],
  ["program: pulumi"],
  ["version: latest"],
  ["variables: [A=B]"],
  ["tags: { a: [1] }"],
  ["tags: { a: '${secrets.x}' }"],
  ["risks: { azurerm_x: { destroy: data-loss, delete: dataloss } }"],
  ["risks: { azurerm_x: { attributes: { a: never } } }"],
])("refuses %s", (options) => {
  expect(said(options)).toMatchSnapshot();
});

test("an engine of another kind takes none of it", () => {
  expect(said("backend: { s3: {} }\nrisks: {}", "kubernetes")).toMatchSnapshot();
});

test("a backend that is misspelt is no backend of another name", () => {
  expect(said("backend: { azurerrm: { container_name: state } }")).toEqual([
    '9:20 manifest/unknown-key Terraform has no backend "azurerrm". | Did you mean "azurerm"?',
  ]);
  expect(said("backend: { somewhere: { path: '${service.name}' } }")).toEqual([]);
});

test("a credential is never shown", () => {
  const all = said("backend: { azurerm: { sas_token: '?sv=1&sig=topsecret' } }").join();
  expect(all).not.toContain("topsecret");
  expect(all).toContain("(secret)");
});
