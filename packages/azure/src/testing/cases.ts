/** A public key of nobody. */
export const SSH_KEY = `ssh-ed25519 ${"A".repeat(68)} operators`;
const WHO = ["44444444-4444-4444-8444-444444444444", "55555555-5555-4555-8555-555555555555"];
const access = `[${WHO.join(", ")}]`;

/** How a type is tried. */
export interface Case {
  readonly type: string;
  /** What is said at least, in YAML's flow form. */
  readonly least: string;
  /** As much as can be said, and got to from there without anything being made anew. */
  readonly most: string;
  /** What cannot be changed without making it anew. */
  readonly replacing: readonly string[];
  /** What it is in Azure. */
  readonly main: string;
}

/** Each type, smallest and largest. */
export const CASES: readonly Case[] = [
  {
    type: "postgres",
    main: "azurerm_postgresql_flexible_server",
    least: 'version: "16", settings: { class: burstable, cpu: 1 }',
    most: 'version: "18", settings: { class: memory, cpu: 96, storageGiB: 16384, backupRetentionDays: 35, highAvailability: true, maintenanceDay: saturday, maintenanceHour: 23, maxConnections: 5000, extensions: [citext, pg_trgm] }',
    replacing: ["network: subnet", "geoRedundantBackup: true"],
  },
  {
    type: "mysql",
    main: "azurerm_mysql_flexible_server",
    least: "settings: { class: burstable, cpu: 1, storageGiB: 20 }",
    most: "settings: { class: memory, cpu: 64, storageGiB: 16384, backupRetentionDays: 35, highAvailability: true, maintenanceDay: saturday, maintenanceHour: 23, maxConnections: 5000 }",
    replacing: ["network: subnet", "geoRedundantBackup: true"],
  },
  {
    type: "bucket",
    main: "azurerm_storage_account",
    least: "settings: { redundancy: disk, versioning: false, deleteVersionsAfterDays: 0 }",
    most: `settings: { redundancy: disk, keyAccess: true, access: ${access}, tier: cold, versioning: true, deletedRetentionDays: 365, coolAfterDays: 30, archiveAfterDays: 90, deleteAfterDays: 3650, deleteVersionsAfterDays: 30 }`,
    replacing: [],
  },
  {
    type: "redis",
    main: "azurerm_managed_redis",
    least: "settings: { persistence: none }",
    most: `settings: { keyAccess: true, access: ${access}, eviction: volatile-ttl, persistence: disk }`,
    replacing: ["maxMemoryMiB: 122880", "highAvailability: false"],
  },
  {
    type: "queue",
    main: "azurerm_servicebus_namespace",
    least: "settings: { deadLetter: false }",
    most: `settings: { capacity: 16, keyAccess: true, access: ${access}, maxDeliveries: 2000, lockMinutes: 5, retentionDays: 365, deadLetter: true, maxSizeGiB: 80 }`,
    replacing: ["plan: standard"],
  },
  {
    type: "vault",
    main: "azurerm_key_vault",
    least: "settings: {}",
    most: `settings: { access: ${access}, readers: ${access}, plan: premium }`,
    replacing: [],
  },
  {
    type: "vm",
    main: "azurerm_linux_virtual_machine",
    least: `settings: { sshKey: "${SSH_KEY}" }`,
    most: `settings: { sshKey: "${SSH_KEY}", size: Standard_D96s_v5, sshFrom: [10.0.0.0/26], ports: [443, 8443], diskGiB: 4095, dataDiskGiB: 32767, patchReboot: Never, backupRetentionDays: 9999 }`,
    replacing: ['zone: "1"'],
  },
  {
    type: "cluster",
    main: "azurerm_kubernetes_cluster",
    least: 'version: "1.35", settings: { plan: free, minNodes: 1, maxNodes: 1 }',
    most: `version: "1.36", settings: { plan: premium, adminGroups: ${access}, systemPool: { size: Standard_D8ds_v5, min: 3, max: 100 }, minNodes: 3, maxNodes: 1000, upgradeChannel: none, maintenanceDay: saturday, maintenanceHour: 23, maintenanceHours: 24, alertEmails: [oncall@acme.example, edna@acme.example] }`,
    replacing: [],
  },
];
