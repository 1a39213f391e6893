import { bounded, type FailureCase, type FailureRule, providerOf, saidIn } from "./rule.ts";

/** It stopped in the middle of it. */
export const providerCrashed: FailureRule = {
  code: "engine-terraform/provider-crashed",
  rank: 2,
  signs: [
    /The (\S+) plugin crashed!/,
    /Plugin did not respond|failed to respond to the plugin\d*\.\(\*GRPCProvider\)|Plugin error|transport is closing|error reading from server: EOF/,
    /Unrecognized remote plugin message|failed to instantiate provider|Reattachment process not found|Could not load the schema for provider|timeout while waiting for plugin to start/i,
    /rpc error: code = (?:Unavailable|Internal|Unknown)/,
  ],
  say: ({ subject, text, plugin, doing }) => ({
    message: `${crashedName(plugin === undefined ? text : `${text} The ${plugin} plugin crashed`)} stopped${subject === undefined ? "" : ` at ${subject}`} in ${doing}.`,
    hint: "What it had made before is in the state; what it was at may be there without being in it: the next plan says so. Run the command again; if it happens again, have the platform team use another release of the provider.",
  }),
};

/** What it did to others of the provider that stopped. */
export const requestCancelled: FailureRule = {
  ...providerCrashed,
  rank: 60,
  signs: [/Request cancelled|request was cancelled/i],
};

/** It did something other than it had planned. */
export const providerInconsistent: FailureRule = {
  code: "engine-terraform/provider-inconsistent",
  rank: 55,
  signs: [/Provider (?:produced|returned) (?:inconsistent|invalid|unexpected)[\w ]*/i],
  say: (found) => ({
    message: `${providerOf(found)} did something other than it had planned${of(found)}: ${saidIn(found)}.`,
    hint: "What was made is in the state. Run plan again to see what is left to do; if it happens again, it is a fault of the provider: have the platform team use another release of it.",
  }),
};

/** It is not ready in the time that the provider gives it. */
export const providerTimeout: FailureRule = {
  code: "engine-terraform/timeout",
  rank: 45,
  signs: [
    /context deadline exceeded|timeout while waiting for|timed? ?out waiting|polling after \w+.*?(?:deadline|timeout)|PollingFailed/i,
  ],
  unless: [/\b429\b/],
  say: (found) => ({
    message: `${found.subject ?? providerOf(found)} did not become ready in the time that its provider waits: ${saidIn(found)}.`,
    hint: "It may still become ready: look in the provider's console, then run the command again.",
  }),
};

/** The provider's API is out of reach. */
export const unreachable: FailureRule = {
  code: "engine-terraform/unreachable",
  rank: 46,
  signs: [
    /dial tcp|no such host|connection refused|network is unreachable|TLS handshake|x509: |certificate (?:signed|has expired)|connection reset by peer|proxyconnect|i\/o timeout/i,
  ],
  say: (found) => ({
    message: `${hostNamed(found.text) ?? providerOf(found)} cannot be reached${of(found)}: ${saidIn(found)}.`,
    hint: "See that this machine has a way there (HTTPS_PROXY, SSL_CERT_FILE and the like are handed on), then run the command again: it goes on from where it stopped.",
  }),
};

/** The platform does not configure it as it wants to be. */
export const providerUnconfigured: FailureRule = {
  code: "engine-terraform/engine-options",
  kind: "user",
  rank: 27,
  signs: [/^/],
  when: ({ diagnostic }) => /^provider\[|^provider\./.test(diagnostic.address ?? diagnostic.context ?? ""),
  say: (found) => ({
    message: `${providerOf(found)} does not take the configuration that it is given: ${saidIn(found)}.`,
    hint: "Have the platform team mend config in the engine's option providers.",
  }),
};

/** It cannot be had. */
export const providerNotFound: FailureRule = {
  code: "engine-terraform/provider-not-found",
  rank: 12,
  signs: [
    /Failed to (?:query available|resolve|install|download) provider(?: packages?)?|Error while installing \S+|Could not (?:retrieve the list of available versions for|resolve) provider|Required plugins are not installed|Invalid provider registry host|Incompatible provider version|does not have a package available for your current platform/i,
    /Inconsistent dependency lock file|Provider dependency changes detected|doesn't match any of the checksums|Failed to (?:read|obtain|save) (?:the )?dependency lock/i,
  ],
  say: (found) => {
    const { text } = found;
    const name = /provider (?:registry \S+ does not have a provider named )?"?([\w.-]+\/[\w.-]+(?:\/[\w.-]+)?)/i.exec(
      text,
    )?.[1];
    const provider =
      name === undefined ? "A provider that the modules need" : `The provider ${name.replace(/[:.]+$/, "")}`;
    if (/lock file|dependency changes|checksums/i.test(text))
      return {
        message: `The platform's lock file does not fit the providers that its modules need: ${saidIn(found)}.`,
        hint: "Have the platform team make it anew, for all platforms in use (terraform providers lock), and name it in the engine's option lock.",
      };
    if (/could not connect|no such host|refused|time(?:d )?out|failed to request discovery/i.test(text))
      return {
        message: `${provider} cannot be fetched: ${hostIn(text) ?? "its registry"} cannot be reached.`,
        hint: "See that this machine has a way there, or have a mirror or a plugin cache named in TF_CLI_CONFIG_FILE or TF_PLUGIN_CACHE_DIR.",
      };
    if (/does not have a provider named|was not found|not available/i.test(text))
      return {
        message: `${provider} is not in its registry: ${saidIn(found)}.`,
        hint: "See that the platform's option providers names its source for every provider that the modules use (azurerm: { source: hashicorp/azurerm }).",
      };
    if (/no available releases match|constraint/i.test(text))
      return {
        message: `No release of ${provider.replace(/^The/, "the")} is what all modules ask for: ${saidIn(found)}.`,
        hint: "Have the platform team make the version in the engine's option providers fit those in the modules' required_providers.",
      };
    return {
      message: `${provider} cannot be had: ${saidIn(found)}.`,
      hint: "See that its source and version in the engine's option providers are those of a release for this machine.",
    };
  },
};

function crashedName(text: string): string {
  const plugin = /The (?:terraform-provider-)?(\S+?)(?:_v[\d.]+\w*)? plugin crashed/.exec(text)?.[1];
  const source = /provider "?(?:[\w-]+\.[\w.-]+\/)?([\w-]+\/[\w-]+)/.exec(text)?.[1];
  const name = source ?? plugin;
  return name === undefined ? "The provider" : `The provider ${bounded(name)}`;
}

function hostIn(text: string): string | undefined {
  return /could not connect to ([\w.-]+\w)|lookup ([\w.-]+\w) on|https?:\/\/([\w.-]+(?::\d+)?)/
    .exec(text)
    ?.slice(1)
    .find(Boolean);
}

function hostNamed(text: string): string | undefined {
  const host = hostIn(text);
  return host === undefined ? undefined : `The host ${host}`;
}

function of({ subject }: FailureCase): string {
  return subject === undefined ? "" : ` at ${subject}`;
}
