import type { Context } from "@towpath/provisioning";

const EVERY_PROGRAM = [
  ...["PATH", "HOME", "USER", "LOGNAME", "LANG", "LC_ALL", "LC_CTYPE", "TZ", "TMPDIR"],
  ...["HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "no_proxy", "all_proxy"],
  ...["SSL_CERT_FILE", "SSL_CERT_DIR"],
];
/** Without these no program of Windows finds its folders or the network. */
const WINDOWS = [
  ...["SystemRoot", "SystemDrive", "windir", "ComSpec", "PATHEXT", "USERPROFILE", "APPDATA", "LOCALAPPDATA"],
  ...["ProgramData", "ProgramFiles", "TEMP", "TMP"],
];
const OF_TERRAFORM = ["TF_CLI_CONFIG_FILE", "TF_PLUGIN_CACHE_DIR", "TF_REATTACH_PROVIDERS"];
const PREFIXES = [
  ...["TF_TOKEN_", "ARM_", "AZURE_", "AWS_", "GOOGLE_", "KUBE_", "PG", "VAULT_", "CONSUL_HTTP_"],
  "ACTIONS_ID_TOKEN_",
];

/** What would change, behind the plan's back, what Terraform does or where it writes. */
const NEVER = /^(TF_CLI_ARGS.*|TF_VAR_.*|TF_LOG.*|TF_WORKSPACE|TF_DATA_DIR)$/i;

const FIXED = { CHECKPOINT_DISABLE: "1", TF_IN_AUTOMATION: "1", TF_INPUT: "0" };

/**
 * The environment of Terraform: built, never inherited, for a pipeline's environment is full of what is none of its
 * business. It holds what every program needs, proxies and certificates, Terraform's own few, the credentials of the
 * providers that are well known, and what the platform allows by name.
 *
 * @param allowed names of further variables; those that would change what Terraform does are left out all the same
 */
export function childVariables(variables: Context["variables"], allowed: readonly string[]): Record<string, string> {
  const names = new Set([...EVERY_PROGRAM, ...WINDOWS, ...OF_TERRAFORM, ...allowed].map(spelled));
  const prefixes = PREFIXES.map(spelled);
  const child: Record<string, string> = {};
  for (const [name, value] of Object.entries(variables)) {
    if (value === undefined || NEVER.test(name) || name.includes("\0") || value.includes("\0")) continue;
    if (names.has(spelled(name)) || prefixes.some((prefix) => spelled(name).startsWith(prefix))) child[name] = value;
  }
  return { ...child, ...FIXED };
}

/** Windows knows `Path` and `PATH` as one. */
function spelled(name: string): string {
  return process.platform === "win32" ? name.toUpperCase() : name;
}
