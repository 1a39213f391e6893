import { bounded, type FailureRule, saidIn } from "./rule.ts";

const UNREACHABLE =
  /no such host|Could not resolve host|connection (?:refused|reset|closed)|network is unreachable|no route to host|time(?:d )?out|failed to request discovery/i;

/** It is not where the recipe says. */
export const moduleNotFound: FailureRule = {
  code: "engine-terraform/module-not-found",
  kind: "user",
  rank: 10,
  signs: [
    /Unreadable module (?:directory|subdirectory)|Module not (?:found|installed)|Failed to download module|Error accessing remote module registry|Module version requirements have changed|Unresolvable module version constraint|Invalid (?:registry )?module (?:source|version)|Could not download module/i,
  ],
  say: (found) => {
    const { text } = found;
    const whose = found.address ?? quoted(text, /module "([^"]+)"/);
    const named = whose === undefined ? "A module" : `The module of ${whose}`;
    // Git says of every failure that access rights may be the reason: what did not come through is looked for before.
    if (UNREACHABLE.test(text))
      return {
        message: `${named} cannot be fetched: ${saidIn(found)}.`,
        hint: "See that this machine has a way there, or have the platform team keep the module in the platform itself (a path that begins with ./).",
      };
    if (
      /Permission denied \(publickey|terminal prompts disabled|could not read (?:Username|Password)|Authentication failed|correct access rights/i.test(
        text,
      )
    )
      return {
        message: `${named} cannot be fetched: its repository does not let this machine in.`,
        hint: "Give the machine access to it. A key agent is handed on where the engine's option variables names SSH_AUTH_SOCK; git's own settings are read from HOME.",
      };
    if (/no (?:available )?versions? (?:match|that)|no available releases|version constraint/i.test(text))
      return {
        message: `${named} has no release of the version that its recipe asks for: ${saidIn(found)}.`,
        hint: "Have the platform team correct the recipe's version.",
      };
    return {
      message: `${named} is not where its recipe says: ${saidIn(found)}.`,
      hint: "Have the platform team correct the recipe's module; towpath platform check finds it without any cloud.",
    };
  },
};

/** It does not take what it is given. */
export const moduleRefused: FailureRule = {
  code: "engine-terraform/module-refused",
  kind: "user",
  rank: 28,
  when: ({ diagnostic }) => !diagnostic.address?.startsWith("provider["),
  signs: [
    /^Invalid value for (?:input )?variable\b/,
    /^(?:Missing required argument|Unsupported argument|Extraneous JSON object property|Unsupported block type|Missing JSON object property|Incorrect attribute value type|No value for required variable|Value for undeclared variable|Unsupported attribute|Invalid JSON keyword)\b/,
    /^(?:Resource|Module output value|Check block|Output value) (?:precondition|postcondition|assertion) failed|^Module output value/,
    /^Invalid (?:expression|function argument|index|operand|template|for_each argument|count argument|reference|default value|combination|character|provider configuration|argument|multi-line string|type specification|variable|output)\b/i,
    /^(?:Argument|Attribute) (?:definition required|or block definition required|redefined)|^Error in function call|^Inconsistent conditional result types|^Reference to undeclared|^Duplicate \w+|^Sensitive (?:value|resource|input)|^Output refers to sensitive values|^Ephemeral (?:value|output)|^Unclosed configuration block/,
    /^expected (?:"?[\w.]+"? )?to (?:be|match|have)|^"?[\w.]+"? (?:must|may only|can only|cannot)|^Invalid Attribute Value|^Conflicting configuration arguments|^Invalid Configuration/i,
  ],
  say: (found) => {
    const { diagnostic, text } = found;
    const input = variableIn(text) ?? variableIn((diagnostic.values ?? []).join(" "));
    const rule = /^(?:.*?)This was checked by the (?:validation )?rule at/s.test(diagnostic.detail)
      ? bounded(diagnostic.detail.split(/\s*This was checked by/)[0] ?? "")
      : saidIn(found);
    const whose = found.subject ?? found.address;
    const named = whose === undefined ? "A module" : `The module of ${whose}`;
    return {
      message: `${named} refuses ${input === undefined ? "what it is given" : `the input ${input}`}: ${rule || bounded(diagnostic.summary)}.`,
      hint: "Change the setting that it comes from. Where the manifest is right, have the platform team mend the recipe or the module: towpath platform check holds one against the other.",
    };
  },
};

/** It may not be destroyed, says the module. */
export const prevented: FailureRule = {
  code: "engine-terraform/prevented",
  kind: "refused",
  rank: 4,
  signs: [/Resource (\S+) has lifecycle\.prevent_destroy set/, /Instance cannot be destroyed/],
  say: ({ subject, match }) => ({
    message: `${subject ?? match[1] ?? "A resource"} would be destroyed, which its module forbids (prevent_destroy).`,
    hint: "Nothing was changed. Take back what makes it be replaced or removed; if it is to go, the platform team has to take prevent_destroy out of the module first.",
  }),
};

/** The program is not the release that a module asks for. */
export const programUnfit: FailureRule = {
  code: "engine-terraform/program-version",
  kind: "user",
  rank: 3,
  signs: [/Unsupported (?:Terraform|OpenTofu) Core version/i],
  say: ({ text, program }) => ({
    message: `A module of the platform does not support ${/does not support ((?:Terraform|OpenTofu) version [\w.-]*\w)/i.exec(text)?.[1] ?? `this ${program}`}.`,
    hint: "Install a release that its required_version allows, or have the platform team change the module.",
  }),
};

/** What is to be taken over is not there, or has a place already. */
export const importRefused: FailureRule = {
  code: "engine-terraform/adopt-id",
  kind: "user",
  rank: 11,
  signs: [
    /Cannot import non-existent remote object|Invalid import id argument|Configuration for import target does not exist|Resource already managed by (?:Terraform|OpenTofu)|Import block target does not exist|Invalid [Ii]mport ID|parsing the (?:\w+ )?ID|unexpected format of ID/i,
  ],
  say: (found) => ({
    message: `It cannot be taken over${found.subject === undefined ? "" : ` as ${found.subject}`}: ${saidIn(found)}.`,
    hint: "Nothing was changed. Name its id as the provider's documentation of that resource says under import.",
  }),
};

/** A command of the module's own failed. */
export const provisionerFailed: FailureRule = {
  code: "engine-terraform/failed",
  rank: 48,
  signs: [/^(?:local-exec|remote-exec|file) provisioner error/],
  say: (found) => ({
    message: `A command of the module failed${found.subject === undefined ? "" : ` at ${found.subject}`}: ${saidIn(found)}.`,
    hint: "What was made before is in the state; what it belongs to is made anew by the next apply. Have the platform team mend the command.",
  }),
};

/** `module.db.var.size` or, at the call, the property that has no place. */
function variableIn(text: string): string | undefined {
  const path = /\bvar\.([A-Za-z_][\w-]*)/.exec(text)?.[1];
  return (
    path ??
    quoted(text, /(?:The argument|No argument or block type is named|input variable|An argument named) "([^"]+)"/)
  );
}

function quoted(text: string, pattern: RegExp): string | undefined {
  return pattern.exec(text)?.[1];
}
