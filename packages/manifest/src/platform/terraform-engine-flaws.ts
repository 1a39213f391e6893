import { isJson, isJsonObject, type Json, nearest, own } from "@towpath/core";
import { names, shown } from "../finding.ts";
import type { PlatformEnvironment } from "../generated/platform.ts";
import { parsePlaceholders } from "../placeholder/parse.ts";
import { didYouMean } from "../schema/did-you-mean.ts";
import type { EngineFlaw } from "./engine-findings.ts";
import { SERVICE_FACTS } from "./placeholder-facts.ts";

type Engine = NonNullable<PlatformEnvironment["engines"]>[string];

/** What an engine of kind terraform takes beside its kind. */
const TERRAFORM_OPTIONS: readonly string[] = [
  "backend",
  "providers",
  "program",
  "version",
  "lock",
  "variables",
  "tags",
  "risks",
];

/** The option of a backend that tells states apart. Left out, every service gets one of its own. */
const STATE_KEYS: Readonly<Record<string, readonly string[]>> = {
  azurerm: ["key"],
  s3: ["key"],
  oss: ["key"],
  oci: ["key"],
  gcs: ["prefix"],
  cos: ["prefix"],
  consul: ["path"],
  pg: ["schema_name"],
  kubernetes: ["secret_suffix"],
  cloud: ["workspaces", "name"],
  remote: ["workspaces", "name"],
};

/** Backends by name. Others may come: only what is near to one of them is taken for a slip. */
const BACKENDS: readonly string[] = [...Object.keys(STATE_KEYS), "http", "local"];

const CREDENTIALS =
  /^(?:access_(?:key|token)|api_(?:key|token)|auth_token|client_certificate_password|client_secret|oidc_token|pass|password|private_key|sas_token|secret_(?:access_key|id|key)|security_token|session_token|sse_customer_key|token)$/i;
const CREDENTIAL_WITHIN = /:\/\/[^/\s:@]*:[^/\s@]+@|\bpassword\s*=\s*\S/i;
const HINT_OF_CREDENTIAL =
  "Set the environment variable that Terraform reads it from, and name it under `variables:` where it is not a well-known one.";

/** Says what is wrong with an engine of kind terraform that its schema cannot say. */
export function terraformEngineFlaws(
  name: string,
  engine: Engine,
  values: Readonly<Record<string, unknown>>,
): readonly EngineFlaw[] {
  const path = ["engines", name];
  const unknown = Object.keys(engine)
    .filter((key) => key !== "kind" && key !== "drivers" && !TERRAFORM_OPTIONS.includes(key))
    .map(
      (key): EngineFlaw => ({
        code: "manifest/unknown-key",
        path: [...path, key],
        message: `An engine of kind terraform takes no ${shown(key)}.`,
        suggestions: didYouMean(key, TERRAFORM_OPTIONS),
        isKey: true,
      }),
    );
  const configs = Object.entries(engine.providers ?? {}).map(
    ([provider, { config }]) => [[...path, "providers", provider, "config"], config] as const,
  );
  const filled: readonly (readonly [readonly string[], unknown])[] = [
    [[...path, "backend"], engine.backend],
    ...configs,
    [[...path, "tags"], engine.tags],
  ];
  return [
    ...unknown,
    ...backendFlaws(name, engine.backend, path),
    ...configs.flatMap(([at, config]) => aliasFlaws(config, at)),
    ...filled.flatMap(([at, value]) => (isJson(value) ? textFlaws(value, at, values) : [])),
  ];
}

function backendFlaws(name: string, backend: Engine["backend"], above: readonly string[]): readonly EngineFlaw[] {
  const [first, second] = Object.entries(backend ?? {});
  if (!first) return [];
  const path = [...above, "backend"];
  const [type, config] = first;
  const near = BACKENDS.includes(type) ? undefined : nearest(type, BACKENDS);
  if (near !== undefined)
    return [
      {
        code: "manifest/unknown-key",
        path: [...path, type],
        message: `Terraform has no backend ${shown(type)}.`,
        suggestions: didYouMean(type, BACKENDS),
        isKey: true,
      },
    ];
  const flaw = (at: readonly string[], message: string, suggestion: string): readonly EngineFlaw[] => [
    { code: "manifest/invalid-value", path: at, message, suggestions: [suggestion], isKey: false },
  ];
  if (second)
    return flaw(
      [...path, second[0]],
      `The engine ${name} has more than one backend: ${names([type, second[0]])}.`,
      "Keep one.",
    );
  if (config === null) return [];
  if (!isJson(config) || !isJsonObject(config))
    return flaw(
      [...path, type],
      `The backend ${type} is ${shown(config)}; expected its options.`,
      `Write \`${type}: {}\`.`,
    );
  const keys = own(STATE_KEYS, type);
  const given = keys ? at(config, keys) : config;
  if (given === undefined || namesService(given)) return [];
  return flaw(
    [...path, type, ...(keys ?? [])],
    keys
      ? `${names([keys.join(".")])} of the backend ${type} is the same for every service: they would share one state.`
      : `The backend ${shown(type)} says nothing of the service: all of them would share one state.`,
    keys
      ? "Leave it out, or put ${service.name} and ${environment.name} in it."
      : "Put ${service.name} and ${environment.name} into its path or address.",
  );
}

/** Modules are called without aliases. */
function aliasFlaws(config: unknown, path: readonly string[]): readonly EngineFlaw[] {
  if (!isJson(config) || !isJsonObject(config) || !Object.hasOwn(config, "alias")) return [];
  return [
    {
      code: "manifest/unknown-key",
      path: [...path, "alias"],
      message: "A provider has one configuration, without an alias.",
      suggestions: ["Leave it out."],
      isKey: true,
    },
  ];
}

/** What is wrong with the texts in a value: credentials, and placeholders that name nothing. */
function textFlaws(
  value: Json,
  path: readonly string[],
  values: Readonly<Record<string, unknown>>,
): readonly EngineFlaw[] {
  if (typeof value === "string") {
    const key = path.at(-1) ?? "";
    if (value !== "" && (CREDENTIALS.test(key) || CREDENTIAL_WITHIN.test(value)))
      return [
        {
          code: "manifest/secret-exposed",
          path,
          message: `${names([key])} holds a credential, which everybody would read here.`,
          suggestions: [HINT_OF_CREDENTIAL],
          isKey: false,
          isSecret: true,
        },
      ];
    return placeholderFlaws(value, path, values);
  }
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) => (isJson(item) ? textFlaws(item, [...path, key], values) : []));
}

const ROOTS = ["environment", "service"];

function placeholderFlaws(
  text: string,
  path: readonly string[],
  values: Readonly<Record<string, unknown>>,
): readonly EngineFlaw[] {
  const known: Readonly<Record<string, readonly string[]>> = {
    environment: ["name", ...Object.keys(values)],
    service: SERVICE_FACTS,
  };
  return parsePlaceholders(text).flatMap((part): readonly EngineFlaw[] => {
    const flaw = (why: string, suggestions: readonly string[]): readonly EngineFlaw[] => [
      {
        code: "manifest/placeholder",
        path,
        message: `The placeholder ${shown(part.kind === "text" ? "" : part.written).slice(1, -1)} ${why}.`,
        suggestions,
        isKey: false,
      },
    ];
    if (part.kind === "text") return [];
    if (part.kind === "flaw") return flaw(part.why, []);
    const [root = "", name = ""] = part.path;
    const there = own(known, root);
    if (!there) return flaw("names nothing: here it starts with environment or service", didYouMean(root, ROOTS));
    return there.includes(name) ? [] : flaw(`names nothing: ${root} has no ${shown(name)}`, didYouMean(name, there));
  });
}

function namesService(value: Json): boolean {
  if (typeof value === "string")
    return parsePlaceholders(value).some(
      (part) => part.kind === "placeholder" && part.path.join(".") === "service.name",
    );
  return (
    typeof value === "object" && value !== null && Object.values(value).some((one) => isJson(one) && namesService(one))
  );
}

function at(value: Json, path: readonly string[]): Json | undefined {
  let found: Json | undefined = value;
  for (const name of path) found = found !== undefined && isJsonObject(found) ? own(found, name) : undefined;
  return found;
}
