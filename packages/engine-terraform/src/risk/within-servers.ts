import { removing } from "./removing.ts";
import type { TypeRisks } from "./type-risk.ts";

/** What is made within database servers, brokers and vaults (postgresql, mysql, mongodbatlas, rabbitmq, kafka, vault). */
export const WITHIN_SERVERS: TypeRisks = {
  ...removing("data-loss", [
    "kafka_topic",
    "mongodbatlas_advanced_cluster",
    "mongodbatlas_cluster",
    "mongodbatlas_project",
    "mysql_database",
    "postgresql_database",
    "postgresql_extension",
    "postgresql_schema",
    "rabbitmq_queue",
    "rabbitmq_vhost",
    "vault_generic_secret",
    "vault_kv_secret",
    "vault_kv_secret_v2",
    "vault_mount",
    "vault_transit_secret_backend_key",
  ]),
  ...removing("downtime", [
    "kafka_acl",
    "mongodbatlas_database_user",
    "mongodbatlas_project_ip_access_list",
    "mysql_grant",
    "mysql_role",
    "mysql_user",
    "postgresql_default_privileges",
    "postgresql_grant",
    "postgresql_grant_role",
    "postgresql_role",
    "rabbitmq_binding",
    "rabbitmq_exchange",
    "rabbitmq_permissions",
    "rabbitmq_user",
    "vault_policy",
  ]),
};
