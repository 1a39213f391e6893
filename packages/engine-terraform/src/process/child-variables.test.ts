import { expect, test } from "vitest";
import { childVariables } from "./child-variables.ts";

const FIXED = { CHECKPOINT_DISABLE: "1", TF_IN_AUTOMATION: "1", TF_INPUT: "0" };

test("the child gets what it needs, and nothing of what else there is", () => {
  const variables = {
    ...{ PATH: "/bin", HOME: "/root", TMPDIR: "/tmp", LANG: "C", https_proxy: "p", SSL_CERT_FILE: "c" },
    ...{
      TF_CLI_CONFIG_FILE: "rc",
      TF_PLUGIN_CACHE_DIR: "cache",
      TF_TOKEN_app_terraform_io: "t",
      TF_REATTACH_PROVIDERS: "{}",
    },
    ...{
      ARM_CLIENT_ID: "a",
      AZURE_TENANT_ID: "b",
      AWS_REGION: "c",
      GOOGLE_PROJECT: "d",
      KUBE_CONFIG_PATH: "e",
      PGUSER: "f",
    },
    ...{ VAULT_ADDR: "g", CONSUL_HTTP_ADDR: "h", ACTIONS_ID_TOKEN_REQUEST_URL: "i" },
  };
  const others = {
    GITHUB_TOKEN: "no",
    NPM_TOKEN: "no",
    NODE_OPTIONS: "no",
    LD_PRELOAD: "no",
    ACTIONS_RUNTIME_TOKEN: "no",
  };
  expect(childVariables({ ...variables, ...others }, [])).toEqual({ ...variables, ...FIXED });
});

test("what the platform allows by name comes with it, where it is set", () => {
  const variables = { DATADOG_API_KEY: "key", UNSET: undefined, OTHER: "no" };
  expect(childVariables(variables, ["DATADOG_API_KEY", "UNSET", "MISSING"])).toEqual({
    DATADOG_API_KEY: "key",
    ...FIXED,
  });
});

test("nothing changes behind the plan's back what Terraform does", () => {
  const never = {
    ...{
      TF_CLI_ARGS: "-destroy",
      TF_CLI_ARGS_apply: "-auto-approve",
      TF_VAR_size: "huge",
      TF_LOG: "TRACE",
      TF_LOG_PATH: "/x",
    },
    ...{ TF_WORKSPACE: "other", TF_DATA_DIR: "/y", TF_INPUT: "1", CHECKPOINT_DISABLE: "" },
  };
  expect(childVariables(never, Object.keys(never))).toEqual(FIXED);
});

test("what no environment can hold is left out", () => {
  expect(childVariables({ "AWS_\0": "a", AWS_REGION: "a\0b" }, [])).toEqual(FIXED);
});
