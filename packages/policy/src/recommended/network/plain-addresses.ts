/** Ways to speak that leave passwords and contents readable on the way, with what to say instead. */
const PLAIN: ReadonlyMap<string, string> = new Map([
  ["amqp", "amqps"],
  ["ftp", "sftp"],
  ["http", "https"],
  ["ldap", "ldaps"],
  ["mqtt", "mqtts"],
  ["redis", "rediss"],
  ["smtp", "smtps"],
  ["telnet", "ssh"],
  ["ws", "wss"],
]);

/** An address that is spoken to in the clear. */
export interface PlainAddress {
  readonly scheme: string;
  readonly host: string;
  /** The scheme that says the same over TLS. */
  readonly better: string;
}

/**
 * The first address in a text that leaves the machine and the cluster in the clear. Names without a dot, and those that
 * end as names within a cluster or a private network do, stay inside.
 */
export function plainAddressIn(text: string): PlainAddress | undefined {
  for (const [, scheme = "", host = ""] of text.matchAll(ADDRESS)) {
    const better = PLAIN.get(scheme.toLowerCase());
    if (better !== undefined && !isInside(host.toLowerCase().replace(/\.$/, "")))
      return { scheme: scheme.toLowerCase(), host, better };
  }
  return undefined;
}

/** Scheme and host of each address in a text. RFC 3986. */
const ADDRESS =
  /(?<![A-Za-z0-9+.-])([A-Za-z][A-Za-z0-9+.-]{0,20}):\/\/(?:[^\s/?#@]{0,500}@)?(\[[0-9A-Fa-f:.]{1,60}\]|[A-Za-z0-9._-]{1,253})/g;

const INSIDE = /(?:^|\.)(?:internal|lan|local|localhost|svc|test|cluster\.local)$/;
/** Loopback, links and the ranges of private networks. RFC 1918, RFC 3927, RFC 4193, RFC 6598. */
const PRIVATE =
  /^(?:0\.0\.0\.0|127\.|10\.|100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.|169\.254\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|\[::1?\]|\[f[cd])/;

function isInside(host: string): boolean {
  if (PRIVATE.test(host)) return true;
  return !host.startsWith("[") && (!host.includes(".") || INSIDE.test(host));
}
