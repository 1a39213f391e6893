/** What scenes are resolved against where they say nothing else: one environment that is not local, and a database. */
export const EXAMPLE_PLATFORM = {
  apiVersion: "towpath.dev/v1",
  kind: "Platform",
  metadata: { name: "example" },
  environments: {
    prod: {
      engine: "kubernetes",
      values: { domain: "shop.example.com" },
      secrets: { vault: { azureKeyVault: { vault: "acme" } } },
    },
  },
  resourceTypes: ["./postgres.json"],
} as const;

const POSTGRES = {
  apiVersion: "towpath.dev/v1",
  kind: "ResourceType",
  metadata: { name: "postgres", title: "PostgreSQL" },
  stateful: true,
  versions: [
    { version: "18", status: "preview" },
    { version: "17", status: "current" },
    { version: "14", status: "deprecated", until: "2027-03-31", successor: "17" },
  ],
  settings: {
    backupRetentionDays: { type: "integer", minimum: 1, default: 7 },
    deletionProtection: { type: "boolean", default: true },
    encryption: { type: "boolean", default: true },
    highAvailability: { type: "boolean", default: true },
    initialPassword: { type: "string" },
    publicAccess: { type: "boolean", default: false },
    tls: { type: "boolean", default: true },
  },
  outputs: { url: { type: "string", secret: true } },
  recipes: { kubernetes: { objects: "./postgres-objects.yaml" } },
} as const;

/** Files that are beside every scene: those of the platform, and what examples of manifests name. */
export const EXAMPLE_FILES: Readonly<Record<string, string>> = {
  "platform/postgres.json": JSON.stringify(POSTGRES),
  "platform/postgres-objects.yaml": "{}",
  "platform/objects.yaml": "{}",
  Dockerfile: "",
  "openapi.yaml": "",
  "uses.json": "",
};
