import type { Diagnostic } from "../../diagnostic.ts";
import type { Doing } from "../failure-of.ts";

/** A diagnostic as tools word it, and what it has to be taken for. */
export interface KnownFailure {
  readonly doing: Doing;
  readonly code: string;
  readonly diagnostic: Partial<Diagnostic> & { readonly summary: string };
  /** What our message or hint has to hold. */
  readonly says: readonly string[];
}

const SERVER = "module.db.azurerm_postgresql_flexible_server.server";
const SUBSCRIPTION = "/subscriptions/00000000-0000-0000-0000-000000000000";

/** Of Terraform 1.11 itself, as it says them. */
export const CORE: readonly KnownFailure[] = [
  {
    doing: "init",
    code: "module-not-found",
    diagnostic: {
      summary: "Unreadable module directory",
      detail: 'The directory  could not be read for module "db" at main.tf.json:1.',
    },
    says: ["The module of resources.db", "platform check"],
  },
  {
    doing: "init",
    code: "module-not-found",
    diagnostic: {
      summary: "Error accessing remote module registry",
      detail:
        'Failed to retrieve available versions for module "db" (main.tf.json:1) from modules.invalid: failed to request discovery document: Get "https://modules.invalid/.well-known/terraform.json": dial tcp: lookup modules.invalid on 127.0.0.1:53: no such host.',
    },
    says: ["The module of resources.db cannot be fetched"],
  },
  {
    doing: "init",
    code: "module-not-found",
    diagnostic: {
      summary: "Failed to download module",
      detail:
        'Could not download module "db" (main.tf.json:1) source code from "git::ssh://git@host.invalid/x.git": error downloading: /usr/bin/git exited with 128: git@host.invalid: Permission denied (publickey).\nfatal: Could not read from remote repository.',
    },
    says: ["does not let this machine in", "SSH_AUTH_SOCK"],
  },
  {
    doing: "init",
    code: "module-not-found",
    diagnostic: {
      summary: "Failed to download module",
      detail:
        'Could not download module "db" (main.tf.json:19) source code from "git::ssh://git@host.invalid/m.git?ref=v1": error downloading: /usr/bin/git exited with 128: ssh: connect to host host.invalid port 22: Connection refused\nfatal: Could not read from remote repository.\n\nPlease make sure you have the correct access rights\nand the repository exists.',
    },
    says: ["The module of resources.db cannot be fetched: Could not download", "has a way there"],
  },
  {
    doing: "init",
    code: "provider-not-found",
    diagnostic: {
      summary: "Failed to query available provider packages",
      detail:
        'Could not retrieve the list of available versions for provider hashicorp/azurerm: could not connect to modules.invalid: failed to request discovery document: Get "https://modules.invalid/.well-known/terraform.json": dial tcp: lookup modules.invalid on 127.0.0.1:53: no such host',
    },
    says: ["The provider hashicorp/azurerm cannot be fetched", "modules.invalid", "TF_PLUGIN_CACHE_DIR"],
  },
  {
    doing: "init",
    code: "provider-not-found",
    diagnostic: {
      summary: "Failed to query available provider packages",
      detail:
        "Could not retrieve the list of available versions for provider hashicorp/azurerm: no available releases match the given constraints ~> 3.0, ~> 4.40",
    },
    says: ["No release of the provider hashicorp/azurerm"],
  },
  {
    doing: "init",
    code: "provider-not-found",
    diagnostic: {
      summary: "Failed to query available provider packages",
      detail:
        "Could not retrieve the list of available versions for provider hashicorp/memory: provider registry modules.invalid does not have a provider named modules.invalid/hashicorp/memory",
    },
    says: ["hashicorp/memory is not in its registry", "source"],
  },
  {
    doing: "init",
    code: "provider-not-found",
    diagnostic: {
      summary: "Provider dependency changes detected",
      detail: "Changes to the required provider dependencies were detected, but the lock file is read-only.",
    },
    says: ["lock file does not fit"],
  },
  {
    doing: "plan",
    code: "provider-not-found",
    diagnostic: {
      summary: "Inconsistent dependency lock file",
      detail:
        "The following dependency selections recorded in the lock file are inconsistent with the current configuration",
    },
    says: ["lock file does not fit"],
  },
  {
    doing: "init",
    code: "program-version",
    diagnostic: {
      summary: "Unsupported Terraform Core version",
      detail:
        "This configuration does not support Terraform version 1.11.4. To proceed, either choose another supported Terraform version or update this version constraint.",
    },
    says: ["does not support Terraform version 1.11.4"],
  },
  {
    doing: "init",
    code: "backend-unreachable",
    diagnostic: {
      summary:
        'Error refreshing state: Failed to get state: GET http://127.0.0.1:9/state giving up after 1 attempt(s): Get "http://127.0.0.1:9/state": dial tcp 127.0.0.1:9: connect: connection refused',
    },
    says: ["The backend that keeps Terraform's state", "connection refused"],
  },
  {
    doing: "init",
    code: "credentials",
    diagnostic: {
      summary: "One of `access_key`, `sas_token`, `use_azuread_auth` and `resource_group_name` must be specifieid",
    },
    says: ["az login"],
  },
  {
    doing: "init",
    code: "credentials",
    diagnostic: {
      summary: "No valid credential sources found",
      detail:
        "Error: failed to refresh cached credentials, no EC2 IMDS role found, operation error ec2imds: GetMetadata",
    },
    says: ["AWS does not know who asks", "AWS_ACCESS_KEY_ID"],
  },
  {
    doing: "init",
    code: "credentials",
    diagnostic: {
      summary:
        "storage.NewClient() failed: dialing: google: could not find default credentials. See https://cloud.google.com/docs for more information",
    },
    says: ["Google Cloud does not know who asks", "gcloud auth"],
  },
  {
    doing: "init",
    code: "unreachable",
    diagnostic: {
      summary:
        'validating provider credentials: retrieving caller identity from STS: operation error STS: GetCallerIdentity, https response error StatusCode: 0, RequestID: , request send failed, Post "https://sts.eu-central-1.invalid/": dial tcp: lookup sts.eu-central-1.invalid on 127.0.0.1:53: no such host',
    },
    says: ["sts.eu-central-1.invalid cannot be reached"],
  },
  {
    doing: "init",
    code: "backend-options",
    diagnostic: {
      summary: "Unsupported backend type",
      detail: 'The "etcd" backend is not supported in Terraform v1.3 or later.',
    },
    says: ["etcd"],
  },
  {
    doing: "init",
    code: "backend-options",
    diagnostic: {
      summary: "Backend configuration changed",
      detail: "A change in the backend configuration has been detected, which may require migrating existing state.",
    },
    says: ["migrating existing state", "moves no state"],
  },
  {
    doing: "plan",
    code: "prevented",
    diagnostic: {
      summary: "Instance cannot be destroyed",
      detail: `Resource ${SERVER} has lifecycle.prevent_destroy set, but the plan calls for this resource to be destroyed.`,
    },
    says: ["resources.db (azurerm_postgresql_flexible_server.server) would be destroyed", "prevent_destroy"],
  },
  {
    doing: "plan",
    code: "module-refused",
    diagnostic: {
      summary: "Invalid value for variable",
      detail: "The size must be s or m.\n\nThis was checked by the validation rule at modules/db/a.tf:3,3-13.",
      values: ['var.size is "huge"'],
    },
    says: ["The size must be s or m.", "setting"],
  },
  {
    doing: "validate",
    code: "module-refused",
    diagnostic: {
      summary: "Invalid value for input variable",
      detail:
        "The given value is not suitable for module.db.var.need declared at modules/db/a.tf:1,1-16: a number is required.",
    },
    says: ["The module of resources.db refuses the input need", "a number is required"],
  },
  {
    doing: "init",
    code: "module-refused",
    diagnostic: {
      summary: "Missing required argument",
      detail: 'The argument "need" is required, but no definition was found.',
    },
    says: ["the input need"],
  },
  {
    doing: "plan",
    code: "module-refused",
    diagnostic: { summary: "Resource postcondition failed", detail: "It must be y.", address: SERVER },
    says: ["It must be y."],
  },
  {
    doing: "plan",
    code: "state-newer",
    diagnostic: {
      summary: "Error acquiring the state lock",
      detail:
        "Error message: Unsupported state file format: The state file uses format version 5, which is not supported by Terraform 1.11.4. This state file was created by Terraform 1.11.4.\n\nTerraform acquires a state lock to protect the state from being written\nby multiple users at the same time.",
    },
    says: ["newer release of Terraform"],
  },
  {
    doing: "plan",
    code: "state-newer",
    diagnostic: {
      summary: "Resource instance managed by newer provider version",
      detail: `The current state of ${SERVER} was created by a newer provider version than is currently selected.`,
    },
    says: ["newer release of the provider"],
  },
  {
    doing: "plan",
    code: "state-damaged",
    diagnostic: {
      summary: "Error acquiring the state lock",
      detail:
        "Error message: 2 problems:\n\n- Unsupported state file format: The state file could not be parsed as JSON: syntax error at byte offset 1.",
    },
    says: ["parsed as JSON"],
  },
  {
    doing: "apply",
    code: "plan-stale",
    diagnostic: {
      summary: "Saved plan is stale",
      detail:
        "The given plan file can no longer be applied because the state was changed by another operation after the plan was created.",
    },
    says: ["has changed since this plan was made"],
  },
  {
    doing: "apply",
    code: "plan-damaged",
    diagnostic: {
      summary: 'Failed to load "plan" as a plan file',
      detail: "Error: couldn't load the provided path as either a local plan file (zip: not a valid zip file)",
    },
    says: ["cannot be read"],
  },
  {
    doing: "show",
    code: "plan-damaged",
    diagnostic: {
      summary: "Failed to read the given file as a state or plan file",
      detail: "State read error: Error reading q as a statefile",
    },
    says: ["cannot be read"],
  },
  {
    doing: "apply",
    code: "state-locked",
    diagnostic: {
      summary: "Error acquiring the state lock",
      detail:
        "Error message: resource temporarily unavailable\nLock Info:\n  ID:        fceca1f2-b500-c0f5-e482-3a58a48f019b\n  Path:      terraform.tfstate\n  Operation: OperationTypeApply\n  Who:       ann@laptop\n  Version:   1.11.4\n  Created:   2026-11-22 16:20:41.589586098 +0000 UTC\n  Info:      \n\n\nTerraform acquires a state lock to protect the state from being written\nby multiple users at the same time.",
    },
    says: ["locked by ann@laptop for apply since 2026-11-22 16:20:41", "fceca1f2-b500-c0f5-e482-3a58a48f019b"],
  },
  {
    doing: "apply",
    code: "state-unwritten",
    diagnostic: {
      summary: "Failed to save state",
      detail: "Error saving state: HTTP error: 409",
    },
    says: ["not in the state"],
  },
  {
    doing: "apply",
    code: "failed",
    diagnostic: {
      summary: "local-exec provisioner error",
      detail: "Error running command 'echo bad; exit 3': exit status 3. Output: bad\n",
      address: SERVER,
    },
    says: ["A command of the module failed at resources.db"],
  },
  {
    doing: "plan",
    code: "provider-crashed",
    diagnostic: {
      summary: "Failed to load plugin schemas",
      detail:
        'Error while loading schemas for plugin components: Failed to obtain provider schema: Could not load the schema for provider registry.terraform.io/towpath/crash: failed to instantiate provider "registry.terraform.io/towpath/crash" to obtain schema: Unrecognized remote plugin message: ',
    },
    says: ["The provider towpath/crash stopped"],
  },
  {
    doing: "apply",
    code: "provider-crashed",
    diagnostic: {
      summary: "Plugin did not respond",
      detail:
        "The plugin encountered an error, and failed to respond to the plugin6.(*GRPCProvider).ApplyResourceChange call. The plugin logs may contain more details.",
      address: SERVER,
    },
    says: ["stopped at resources.db (azurerm_postgresql_flexible_server.server) in apply"],
  },
  {
    doing: "apply",
    code: "provider-crashed",
    diagnostic: {
      summary: "Request cancelled",
      detail: "The plugin6.(*GRPCProvider).PlanResourceChange request was cancelled.",
    },
    says: ["The provider stopped"],
  },
  {
    doing: "apply",
    code: "provider-inconsistent",
    diagnostic: {
      summary: "Provider produced inconsistent result after apply",
      detail: `When applying changes to ${SERVER}, provider "provider[\\"registry.terraform.io/hashicorp/azurerm\\"]" produced an unexpected new value: .sku_name: was cty.StringVal("a"), but now cty.StringVal("b").\n\nThis is a bug in the provider, which should be reported in the provider's own issue tracker.`,
      address: SERVER,
    },
    says: ["other than it had planned", "sku_name"],
  },
  {
    doing: "plan",
    code: "adopt-id",
    diagnostic: {
      summary: "Cannot import non-existent remote object",
      detail: `While attempting to import an existing object to "${SERVER}", the provider detected that no object exists with the given id.`,
    },
    says: ["cannot be taken over"],
  },
  {
    doing: "plan",
    code: "failed",
    diagnostic: { summary: "Something nobody knows", detail: "It went wrong." },
    says: ["It went wrong", "goes on from where it stopped"],
  },
];

/** Of the providers of three clouds, as people report them. */
export const CLOUDS: readonly KnownFailure[] = [
  {
    doing: "apply",
    code: "already-exists",
    diagnostic: {
      summary: `A resource with the ID "${SUBSCRIPTION}/resourceGroups/rg-orders" already exists - to be managed via Terraform this resource needs to be imported into the State. Please see the resource documentation for "azurerm_resource_group" for more information.`,
      address: "module.db.azurerm_resource_group.group",
    },
    says: [
      "resources.db (azurerm_resource_group.group) is there already",
      `towpath adopt -e prod resources.db azurerm_resource_group.group=${SUBSCRIPTION}/resourceGroups/rg-orders`,
    ],
  },
  {
    doing: "apply",
    code: "already-exists",
    diagnostic: {
      summary: "creating IAM Role (orders-db): EntityAlreadyExists: Role with name orders-db already exists.",
      address: "module.db.aws_iam_role.role",
    },
    says: ["towpath adopt -e prod resources.db aws_iam_role.role=orders-db"],
  },
  {
    doing: "apply",
    code: "already-exists",
    diagnostic: {
      summary:
        "creating S3 Bucket (orders): operation error S3: CreateBucket, https response error StatusCode: 409, RequestID: A, HostID: B, BucketAlreadyExists: ",
      address: "module.db.aws_s3_bucket.bucket",
    },
    says: ["its name is taken"],
  },
  {
    doing: "apply",
    code: "already-exists",
    diagnostic: {
      summary:
        "Error creating Disk: googleapi: Error 409: The resource 'projects/p/zones/z/disks/orders' already exists, alreadyExists",
      address: "module.db.google_compute_disk.disk",
    },
    says: ["towpath adopt -e prod resources.db google_compute_disk.disk=projects/p/zones/z/disks/orders"],
  },
  {
    doing: "apply",
    code: "already-exists",
    diagnostic: {
      summary: "creating RDS DB Instance (a$(reboot)): DBInstanceAlreadyExists: DB instance already exists",
      address: "module.db.aws_db_instance.this",
    },
    says: ["find out its id"],
  },
  {
    doing: "apply",
    code: "quota",
    diagnostic: {
      summary:
        'creating Linux Virtual Machine (Subscription: "x"\nResource Group Name: "y"): performing CreateOrUpdate: unexpected status 409 (409 Conflict) with error: OperationNotAllowed: Operation could not be completed as it results in exceeding approved Total Regional Cores quota. Additional details - Deployment Model: Resource Manager, Location: westeurope, Current Limit: 10, Current Usage: 8, Additional Required: 4, (Minimum) New Limit Required: 12.',
      address: "module.db.azurerm_linux_virtual_machine.vm",
    },
    says: ["in westeurope 8 of 10 in use, 4 more needed", "Ask Azure"],
  },
  {
    doing: "apply",
    code: "quota",
    diagnostic: {
      summary: "Error waiting for instance to create: Quota 'CPUS' exceeded.  Limit: 8.0 in region us-east1.",
      address: "module.db.google_compute_instance.vm",
    },
    says: ["CPUS: 8.0 in us-east1", "Google Cloud"],
  },
  {
    doing: "apply",
    code: "quota",
    diagnostic: {
      summary:
        "creating EC2 EIP: operation error EC2: AllocateAddress, https response error StatusCode: 400, RequestID: A, api error AddressLimitExceeded: The maximum number of addresses has been reached.",
      address: "module.db.aws_eip.ip",
    },
    says: ["AddressLimitExceeded", "AWS"],
  },
  {
    doing: "apply",
    code: "quota",
    diagnostic: {
      summary:
        "creating PostgreSQL Flexible Server: unexpected status 400 (400 Bad Request) with error: LocationIsOfferRestricted: Subscriptions are restricted from provisioning in location 'eastus'.",
      address: SERVER,
    },
    says: ["none of this size in this place", "region"],
  },
  {
    doing: "apply",
    code: "quota",
    diagnostic: {
      summary:
        "creating EC2 Instance: operation error EC2: RunInstances, https response error StatusCode: 500, RequestID: A, api error InsufficientInstanceCapacity: We currently do not have sufficient capacity",
    },
    says: ["none of this size"],
  },
  {
    doing: "apply",
    code: "throttled",
    diagnostic: {
      summary:
        "updating Network Security Group: performing CreateOrUpdate: unexpected status 429 (429 Too Many Requests) with error: SubscriptionRequestsThrottled: Number of requests exceeded the limit. Please try again after '6' seconds.",
      address: SERVER,
    },
    says: ["takes no more requests", "in 6 seconds"],
  },
  {
    doing: "plan",
    code: "throttled",
    diagnostic: {
      summary:
        "Error when reading or editing ComputeReservation: googleapi: Error 403: Quota exceeded for quota group 'ReadGroup' and limit 'Read requests per user per 100 seconds' of service 'compute.invalid' for consumer 'project_number:1'., rateLimitExceeded",
    },
    says: ["takes no more requests"],
  },
  {
    doing: "apply",
    code: "throttled",
    diagnostic: {
      summary:
        "creating IAM Role: operation error IAM: CreateRole, https response error StatusCode: 400, api error Throttling: Rate exceeded",
    },
    says: ["AWS takes no more requests"],
  },
  {
    doing: "plan",
    code: "credentials",
    diagnostic: {
      summary:
        "unable to build authorizer for Resource Manager API: could not configure AzureCli Authorizer: tenant ID was not specified and the default tenant ID could not be determined: obtaining tenant ID: running Azure CLI: exit status 1: ERROR: Please run 'az login' to setup account.",
      address: 'provider["registry.terraform.io/hashicorp/azurerm"]',
    },
    says: ["Azure does not know who asks", "ARM_USE_OIDC"],
  },
  {
    doing: "plan",
    code: "credentials",
    diagnostic: {
      summary:
        "building client: AADSTS700082: The refresh token has expired due to inactivity. The token was issued on 2026-01-01.",
    },
    says: ["Azure does not know who asks", "has expired"],
  },
  {
    doing: "plan",
    code: "credentials",
    diagnostic: {
      summary: "`subscription_id` is a required provider property when performing a plan/apply operation",
      address: 'provider["registry.terraform.io/hashicorp/azurerm"]',
    },
    says: ["ARM_SUBSCRIPTION_ID"],
  },
  {
    doing: "plan",
    code: "engine-options",
    diagnostic: {
      summary: "Insufficient features blocks",
      detail: 'At least 1 "features" blocks are required.',
      address: 'provider["registry.terraform.io/hashicorp/azurerm"]',
    },
    says: ["Azure does not take the configuration", "option providers"],
  },
  {
    doing: "apply",
    code: "credentials",
    diagnostic: {
      summary:
        "waiting for EKS Cluster (orders) create: ExpiredTokenException: The security token included in the request is expired",
      address: "module.db.aws_eks_cluster.cluster",
    },
    says: ["AWS does not know who asks", "aws sso login"],
  },
  {
    doing: "plan",
    code: "credentials",
    diagnostic: {
      summary:
        'Error reading project: Get "https://x.invalid": oauth2: "invalid_grant" "reauth related error (invalid_rapt)"',
      address: "module.db.google_project.p",
    },
    says: ["Google Cloud does not know who asks"],
  },
  {
    doing: "apply",
    code: "denied",
    diagnostic: {
      summary:
        "creating Resource Group: unexpected status 403 (403 Forbidden) with error: AuthorizationFailed: The client 'a' with object id 'b' does not have authorization to perform action 'Microsoft.Resources/subscriptions/resourcegroups/write' over scope '/subscriptions/x' or the scope is invalid.",
      address: "module.db.azurerm_resource_group.group",
    },
    says: ["may not Microsoft.Resources/subscriptions/resourcegroups/write", "grant"],
  },
  {
    doing: "apply",
    code: "denied",
    diagnostic: {
      summary:
        "creating S3 Bucket (orders): operation error S3: CreateBucket, https response error StatusCode: 403, api error AccessDenied: User: arn:aws:iam::1:user/ci is not authorized to perform: s3:CreateBucket on resource: x",
      address: "module.db.aws_s3_bucket.bucket",
    },
    says: ["may not s3:CreateBucket"],
  },
  {
    doing: "apply",
    code: "denied",
    diagnostic: {
      summary:
        "creating Storage Account: unexpected status 403 (403 Forbidden) with error: RequestDisallowedByPolicy: Resource 'x' was disallowed by policy.",
      address: SERVER,
    },
    says: ["A policy of the Azure subscription"],
  },
  {
    doing: "apply",
    code: "timeout",
    diagnostic: {
      summary: "creating Kubernetes Cluster: polling after CreateOrUpdate: context deadline exceeded",
      address: SERVER,
    },
    says: ["did not become ready"],
  },
  {
    doing: "apply",
    code: "state-locked",
    diagnostic: {
      summary: "Error acquiring the state lock",
      detail:
        "Error message: state blob is already locked\nLock Info:\n  ID:        e9eb9ed7-a3bc-ae67-640d-ad4cb06fae7a\n  Path:      tfstate/orders.tfstate\n  Operation: OperationTypePlan\n  Who:       LAPTOP\\ann@LAPTOP\n  Version:   1.9.5\n  Created:   2026-08-26 22:42:07.991415 +0000 UTC\n  Info:\n",
    },
    says: ["locked by LAPTOP\\ann@LAPTOP for plan since 2026-08-26"],
  },
  {
    doing: "apply",
    code: "state-locked",
    diagnostic: {
      summary: "Error acquiring the state lock",
      detail:
        "Error message: operation error S3: PutObject, https response error StatusCode: 412, RequestID: , HostID: , api error PreconditionFailed: At least one of the pre-conditions you specified did not hold",
    },
    says: ["PreconditionFailed"],
  },
];

/** Of OpenTofu, where it words things in another way. */
export const TOFU: readonly KnownFailure[] = [
  {
    doing: "init",
    code: "program-version",
    diagnostic: {
      summary: "Unsupported OpenTofu Core version",
      detail:
        "Module module.db.module.secrets (from modules.invalid/a/b/c) does not support OpenTofu version 1.10.5. To proceed, either choose another supported OpenTofu version or update this version constraint.",
    },
    says: ["does not support OpenTofu version 1.10.5"],
  },
  {
    doing: "init",
    code: "provider-not-found",
    diagnostic: {
      summary: "Failed to resolve provider packages",
      detail: "Could not resolve provider hashicorp/github: no available releases match the given constraints 3.0.0",
    },
    says: ["No release of the provider hashicorp/github"],
  },
  {
    doing: "apply",
    code: "state-locked",
    diagnostic: {
      summary: "Error acquiring the state lock",
      detail:
        "Error message: resource temporarily unavailable\nLock Info:\n  ID:        a\n  Path:      b\n  Operation: OperationTypeApply\n  Who:       ann@laptop\n  Version:   1.11.0\n  Created:   2026-11-22 16:20:41 +0000 UTC\n  Info:      \n\nOpenTofu acquires a state lock to protect the state from being written",
    },
    says: ["locked by ann@laptop"],
  },
];
