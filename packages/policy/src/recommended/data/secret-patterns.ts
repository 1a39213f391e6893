/** What a text looks like: a way to recognise secrets that issuers made recognisable. */
interface SecretPattern {
  /** Completes "looks like …". */
  readonly what: string;
  readonly pattern: RegExp;
}

/** Stands for a placeholder in a text: it is no secret itself, and whatever it gives is not written here. */
export const REFERENCE = "\u0000";

/**
 * Formats as their issuers publish them. Every repetition is bounded, so that no text takes long.
 * Tokens of GitHub: "Behind GitHub's new authentication token formats". JWT: RFC 7519. PEM: RFC 7468. Passwords in URLs: RFC 3986, 3.2.1.
 */
const PATTERNS: readonly SecretPattern[] = [
  { what: "a private key", pattern: /-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----/ },
  { what: "a GitHub token", pattern: /\b(?:gh[pousr]_[A-Za-z0-9]{36}|github_pat_[A-Za-z0-9_]{22})/ },
  { what: "a GitLab token", pattern: /\bglpat-[A-Za-z0-9_-]{20}/ },
  { what: "an AWS access key", pattern: /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/ },
  { what: "a Google API key", pattern: /\bAIza[A-Za-z0-9_-]{35}/ },
  { what: "a Slack token", pattern: /\bxox[abeoprs]-[A-Za-z0-9-]{10}/ },
  { what: "a Stripe key", pattern: /\b[rs]k_(?:live|test)_[A-Za-z0-9]{16}/ },
  { what: "an npm token", pattern: /\bnpm_[A-Za-z0-9]{36}/ },
  { what: "a SendGrid key", pattern: /\bSG\.[A-Za-z0-9_-]{16,64}\.[A-Za-z0-9_-]{16}/ },
  { what: "a JSON Web Token", pattern: /\beyJ[A-Za-z0-9_-]{10,1000}\.eyJ[A-Za-z0-9_-]{10,4000}\.[A-Za-z0-9_-]/ },
  { what: "an address with a password", pattern: /:\/\/[^\s:@/\u0000]{0,255}:[^\s@/\u0000]{1,255}@/ },
  {
    what: "a connection string with its key",
    pattern: /(?:^|[;\s])(?:password|pwd|accountkey|sharedaccesskey|sharedaccesssignature)\s?=\s?[^;\s\u0000]/i,
  },
];

/** A variable whose name says that its value is a secret: its last word does. `TOKEN_TTL` and `PASSWORD_FILE` do not. */
const SECRET_NAME =
  /(?:^|_)(?:PASSWORD|PASSWD|PASSPHRASE|PWD|SECRET|TOKEN|CREDENTIALS?|(?:API|ACCESS|PRIVATE|SECRET|SIGNING|ENCRYPTION|ACCOUNT)_?KEY)$/;

/** What is written where a secret is looked up elsewhere, or where there is none: a switch, a short number, a path, an address. */
const HARMLESS = /^(?:|true|false|yes|no|on|off|none|null|disabled|\d{1,5}|\.{0,2}\/.*|[a-z][a-z0-9+.-]*:\/\/.*)$/i;

/** What a literal in a variable looks like, as the end of "looks like …", or undefined where it looks harmless. */
export function secretLike(variable: string, text: string): string | undefined {
  const found = PATTERNS.find(({ pattern }) => pattern.test(text));
  if (found) return found.what;
  const name = variable
    .replace(/[./-]/g, "_")
    .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
    .toUpperCase();
  if (!SECRET_NAME.test(name) || text.includes(REFERENCE) || HARMLESS.test(text.trim())) return undefined;
  return "a secret, by its variable's name";
}
