import { isJsonObject, type Json, type JsonObject, own } from "@towpath/core";
import type { SourceDocument } from "@towpath/manifest";
import { defineRule } from "../../rule/define-rule.ts";
import { folderOf, pathsNamed, within } from "../repository-paths.ts";

/** What a description of a kind must say, with what else would make it one. */
const KINDS = {
  openapi: { version: /^3\.[01]\.\d+$/, versions: "3.0 or 3.1", anyOf: ["paths", "webhooks", "components"] },
  asyncapi: { version: /^[23]\.\d+\.\d+$/, versions: "2 or 3", anyOf: ["channels"] },
} as const;

/** What a service promises can be read by whoever relies on it. */
export const documentValid = defineRule({
  id: "contracts/document-valid",
  phase: "repository",
  select: { repository: "*" },
  meta: {
    severity: "medium",
    since: "0.2.0",
    messages: {
      unreadable: "{{path}}, which {{service}} exposes as {{contract}}, is no YAML or JSON that can be read.",
      version: "{{path}}, which {{service}} exposes as {{contract}}, does not say that it is {{kind}} {{versions}}.",
      empty: "{{path}}, which {{service}} exposes as {{contract}}, describes nothing: it has no {{what}}.",
      info: "{{path}}, which {{service}} exposes as {{contract}}, has no title or version below `info`.",
    },
    docs: {
      summary: "The files of exposed contracts are what the manifest says that they are.",
      rationale:
        "Clients, tests and catalogues are made from the file. One that was left empty or half-written is found by the first team that tries. " +
        "The rule reads OpenAPI 3 and AsyncAPI 2 and 3 as far as their heads, not every operation.",
      bad: [
        '{ towpath.yaml: { kind: Service, metadata: { name: orders }, exposes: { api: { openapi: api.yaml } } }, api.yaml: { openapi: "3.1.0", info: { title: Orders, version: "1" } } }',
        '{ towpath.yaml: { kind: Service, metadata: { name: orders }, exposes: { api: { openapi: api.yaml } } }, api.yaml: { swagger: "2.0", paths: {} } }',
      ],
      good: [
        '{ towpath.yaml: { kind: Service, metadata: { name: orders }, exposes: { api: { openapi: api.yaml } } }, api.yaml: { openapi: "3.1.0", info: { title: Orders, version: "1" }, paths: { /orders: {} } } }',
      ],
    },
  },
  check({ files }, context) {
    for (const manifest of pathsNamed(files, "towpath.yaml", "towpath.yml")) {
      const document = files.document(manifest);
      for (const { service, contract, kind, file } of document ? contractsOf(document) : []) {
        const path = joined(folderOf(manifest), file);
        // That a file is missing is said where the manifest is read.
        if (path === undefined || !files.has(path)) continue;
        const described = files.document(path);
        const data = { path, service, contract };
        const common = { about: ["files", path], at: files.placeOf(path) };
        const value = described?.value;
        if (value === undefined || !isJsonObject(value)) {
          context.report({
            ...common,
            messageId: "unreadable",
            data,
            suggestions: ["Open it in an editor that knows the format."],
          });
          continue;
        }
        const { version, versions, anyOf } = KINDS[kind];
        const info = own(value, "info");
        const said = own(value, kind);
        if (typeof said !== "string" || !version.test(said))
          context.report({
            ...common,
            messageId: "version",
            data: { ...data, kind: kind === "openapi" ? "OpenAPI" : "AsyncAPI", versions },
            suggestions: [
              `Begin it with \`${kind}: ${kind === "openapi" ? "3.1.0" : "3.0.0"}\`, and bring the rest up to it.`,
            ],
          });
        else if (!anyOf.some((key) => isFilled(own(value, key))))
          context.report({
            ...common,
            messageId: "empty",
            data: { ...data, what: anyOf.join(", ").replace(/, ([^,]*)$/, " or $1") },
            suggestions: ["Describe what others may call, or take the contract out of the manifest."],
          });
        else if (!info || !isJsonObject(info) || !own(info, "title") || own(info, "version") === undefined)
          context.report({
            ...common,
            messageId: "info",
            data,
            suggestions: ["Add `info: { title: …, version: … }`: both are required by the format."],
          });
      }
    }
  },
});

interface Described {
  readonly service: string;
  readonly contract: string;
  readonly kind: keyof typeof KINDS;
  readonly file: string;
}

function contractsOf({ value }: SourceDocument): readonly Described[] {
  if (!isJsonObject(value) || own(value, "kind") !== "Service") return [];
  const name = own(objectIn(value, "metadata"), "name");
  return Object.entries(objectIn(value, "exposes")).flatMap(([contract, said]) =>
    (["openapi", "asyncapi"] as const).flatMap((kind) => {
      const file = isJsonObject(said) ? own(said, kind) : undefined;
      return typeof file === "string"
        ? [{ service: typeof name === "string" ? name : "the service", contract, kind, file }]
        : [];
    }),
  );
}

function objectIn(value: JsonObject, key: string): JsonObject {
  const member = own(value, key);
  return member !== undefined && isJsonObject(member) ? member : {};
}

function isFilled(value: Json | undefined): boolean {
  return value !== undefined && isJsonObject(value) && Object.keys(value).length > 0;
}

/** A path of a manifest from the repository's root; undefined where it leads out. */
function joined(folder: string, path: string): string | undefined {
  const parts: string[] = [];
  for (const part of within(folder, path).split("/")) {
    if (part === "..") {
      if (parts.pop() === undefined) return undefined;
    } else if (part !== "." && part !== "") parts.push(part);
  }
  return parts.join("/");
}
