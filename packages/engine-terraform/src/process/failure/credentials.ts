import { type FailureCase, type FailureRule, forSubject, providerOf, saidIn } from "./rule.ts";

const CURES: Readonly<Record<string, string>> = {
  Azure:
    "Sign in anew (az login), or give the environment ARM_CLIENT_ID, ARM_TENANT_ID and ARM_SUBSCRIPTION_ID with ARM_CLIENT_SECRET; in a GitHub workflow better ARM_USE_OIDC=true with the permission id-token: write.",
  AWS: "Sign in anew (aws sso login), or give the environment AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and, of temporary ones, AWS_SESSION_TOKEN; in a GitHub workflow better a role that is assumed by OIDC, with the permission id-token: write.",
  "Google Cloud":
    "Sign in anew (gcloud auth application-default login), or name a credentials file in GOOGLE_APPLICATION_CREDENTIALS; in a GitHub workflow better workload identity federation, with the permission id-token: write.",
};
const OTHERS =
  "Sign in anew, or give the environment what the provider reads its credentials from; a variable that is not a well-known provider's must stand in the engine's option variables.";

const NETWORK = /no such host|connection refused|i\/o timeout|network is unreachable/;

/** Nobody is signed in, or not any more. */
export const missingCredentials: FailureRule = {
  code: "engine-terraform/credentials",
  rank: 20,
  unless: [NETWORK],
  signs: [
    // azurerm and its backend
    /unable to build authorizer|could not (?:configure|build) \w+ Authorizer|no Authorizer could be configured/i,
    /Please run 'az login'|Azure CLI Auth Tokens|running Azure CLI: exit status|obtaining (?:a |an )?(?:access )?token/i,
    /\bAADSTS\d+/,
    /\b(?:ExpiredAuthenticationToken|InvalidAuthenticationToken\w*|AuthenticationFailed|InvalidAuthenticationInfo)\b/,
    /subscription[_ ]ID.{0,40}(?:is a required|could not be determined|was not specified)/i,
    /(?:access_key|sas_token|use_azuread_auth|resource_group_name).{0,60}must be specif/,
    /failed to (?:refresh|obtain|acquire) (?:the |a |an )?(?:\w+ )?token/i,
    // aws and its backend
    /No valid credential sources|failed to refresh cached credentials|Unable to locate credentials|NoCredentialProviders/i,
    /\b(?:ExpiredToken(?:Exception)?|InvalidClientTokenId|UnrecognizedClientException|InvalidAccessKeyId|SignatureDoesNotMatch|RequestExpired|AuthFailure|MissingAuthenticationToken\w*)\b/,
    /security token included in the request is (?:expired|invalid)|Token has expired and refresh failed|SSO session (?:associated with this profile )?has expired/i,
    // google and its backend
    /could not find default credentials|load application default credentials|oauth2: (?:cannot fetch token|token expired)|"?invalid_grant\b|invalid_rapt|reauth related error/i,
    /googleapi: Error 401|\bUNAUTHENTICATED\b|ACCESS_TOKEN_(?:EXPIRED|TYPE_UNSUPPORTED)/,
    // others
    /\b401(?:\b.{0,4}| \()Unauthorized|unexpected status 401|StatusCode[=:] ?401|password authentication failed|Required token could not be found/i,
  ],
  say: (found) => ({
    message: `${cloudOf(found)} does not know who asks${forSubject(found)}: ${saidIn(found)}.`,
    hint: CURES[cloudOf(found)] ?? OTHERS,
  }),
};

/** Who is signed in may not do it. */
export const denied: FailureRule = {
  code: "engine-terraform/denied",
  rank: 25,
  unless: [NETWORK],
  signs: [
    /(?:Linked)?AuthorizationFailed\b.*?(?:perform action '([^']+)')?/,
    /does not have (?:authorization|permission)s? to perform action '([^']+)'/,
    /\bRequestDisallowedByPolicy\b|\bAuthorizationPermissionMismatch\b|\bForbiddenByRbac\b|\bForbiddenByPolicy\b/,
    /is not authorized to perform: (\S+)/,
    /\b(?:AccessDenied(?:Exception)?|UnauthorizedOperation|AuthorizationError\w*)\b/,
    /Required '?([a-z][\w.]+)'? permission|Permission '([^']+)' denied|\bPERMISSION_DENIED\b|\bIAM_PERMISSION_DENIED\b/,
    /googleapi: Error 403(?!.*(?:[Qq]uota|rateLimit))|unexpected status 403|StatusCode[=:] ?403|\b403 Forbidden\b/,
    /insufficient authentication scopes/i,
  ],
  say: (found) => {
    const action = /(?:perform action '|authorized to perform: |Required '?|Permission ')([A-Za-z][\w.:/*-]+)/.exec(
      found.text,
    )?.[1];
    const isPolicy = /RequestDisallowedByPolicy/.test(found.text);
    return {
      message: isPolicy
        ? `A policy of the Azure subscription refuses it${forSubject(found)}: ${saidIn(found)}.`
        : `${cloudOf(found)} refuses ${found.subject ?? "it"}: whoever is signed in may not ${action ?? "do that"}: ${saidIn(found)}.`,
      hint: isPolicy
        ? "Have the platform team change the module so that it keeps to the policy, or have the policy's owner except it."
        : "Have whoever minds the account grant that to the identity that Towpath runs as; a grant may take some minutes to count. Then run the command again.",
    };
  },
};

function cloudOf(found: FailureCase): string {
  return providerOf(found);
}
