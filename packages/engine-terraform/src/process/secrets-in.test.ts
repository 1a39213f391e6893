import { expect, test } from "vitest";
import { secretsIn } from "./secrets-in.ts";

const revealed = (variables: Record<string, string>) => secretsIn(variables).map((secret) => secret.reveal());

test("root variables are secret, and so are the texts within them", () => {
  expect(revealed({ TF_VAR_a: "plain", TF_VAR_b: '{"c":["d",{"e":"f"}],"g":1}' })).toEqual([
    "plain",
    '{"c":["d",{"e":"f"}],"g":1}',
    "d",
    "f",
  ]);
});

test.each([
  ...[
    "ARM_CLIENT_SECRET",
    "ARM_ACCESS_KEY",
    "ARM_SAS_TOKEN",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_ACCESS_KEY_ID",
    "AWS_SESSION_TOKEN",
  ],
  ...[
    "GOOGLE_OAUTH_ACCESS_TOKEN",
    "PGPASSWORD",
    "PG_CONN_STR",
    "VAULT_TOKEN",
    "CONSUL_HTTP_AUTH",
    "KUBE_CLIENT_KEY_DATA",
  ],
  ...[
    "TF_TOKEN_app_terraform_io",
    "TF_HTTP_PASSWORD",
    "ACTIONS_ID_TOKEN_REQUEST_TOKEN",
    "DATADOG_API_KEY",
    "TF_ENCRYPTION",
  ],
])("%s is secret", (name) => {
  expect(revealed({ [name]: "value" })).toEqual(["value"]);
});

test.each([
  ...["PATH", "ARM_CLIENT_ID", "ARM_SUBSCRIPTION_ID", "AWS_REGION", "AWS_WEB_IDENTITY_TOKEN_FILE", "GOOGLE_PROJECT"],
  ...["ARM_CLIENT_CERTIFICATE_PATH", "ACTIONS_ID_TOKEN_REQUEST_URL", "TF_HTTP_ADDRESS", "VAULT_ADDR"],
])("%s is none", (name) => {
  expect(revealed({ [name]: "value" })).toEqual([]);
});

test("of a credentials file's content the keys are secret, of its path nothing", () => {
  const key = { type: "service_account", project_id: "orders-prod", private_key: "-----BEGIN", private_key_id: "abc" };
  expect(revealed({ GOOGLE_CREDENTIALS: JSON.stringify(key) })).toEqual(["-----BEGIN", "abc"]);
  expect(revealed({ GOOGLE_CREDENTIALS: "/home/ann/key.json" })).toEqual([]);
  expect(revealed({ GOOGLE_CREDENTIALS: "{broken" })).toEqual(["{broken"]);
});

test("passwords of addresses are secret, as they are and decoded", () => {
  expect(revealed({ HTTPS_PROXY: "http://ann:p%40ss@proxy.invalid:80" })).toEqual(["p%40ss", "p@ss"]);
  expect(revealed({ HTTPS_PROXY: "http://ann:p%ss@proxy.invalid" })).toEqual(["p%ss"]);
});
