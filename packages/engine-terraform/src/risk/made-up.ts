import { removing } from "./removing.ts";
import type { TypeRisks } from "./type-risk.ts";

/**
 * What is nowhere but in Terraform's state: random texts, keys, times, files (random, tls, time, null, local, archive,
 * terraform). A new name is nothing by itself, for what is called by it is made anew and says so; a new password or key keeps
 * out whoever has the old one; bytes and keys may be what data is encrypted with.
 */
export const MADE_UP: TypeRisks = {
  ...removing("data-loss", ["random_bytes", "tls_private_key"]),
  ...removing("downtime", ["random_password", "tls_cert_request", "tls_locally_signed_cert", "tls_self_signed_cert"]),
  ...removing("none", [
    "archive_file",
    "local_file",
    "local_sensitive_file",
    "null_resource",
    "random_id",
    "random_integer",
    "random_pet",
    "random_shuffle",
    "random_string",
    "random_uuid",
    "terraform_data",
    "time_offset",
    "time_rotating",
    "time_sleep",
    "time_static",
  ]),
};
