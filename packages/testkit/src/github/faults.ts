import type { Json } from "@towpath/core";

/** What goes wrong with a request. */
export type GitHubFault =
  /** An answer of its own. `body` is sent as JSON, a text as it is. */
  | {
      readonly kind: "answer";
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body?: Json;
    }
  /** Never an answer. */
  | { readonly kind: "hang" }
  /** The connection is reset. */
  | { readonly kind: "reset" }
  /** The answer ends in its middle. */
  | { readonly kind: "half" }
  /** The answer comes late. Milliseconds. */
  | { readonly kind: "slow"; readonly ms: number }
  /** The answer is there, in HTML. */
  | { readonly kind: "page" };

/** Which request goes wrong, and how. */
export interface OrderedFault {
  readonly fault: GitHubFault;
  /** `GET`, `POST`, …; any without it. */
  readonly method?: string;
  /** Found in the path, with its query; any without it. */
  readonly path?: RegExp;
  /** The first that fits is 1. Without it the first. */
  readonly nth?: number;
  /** How many in a row. 1 without it. */
  readonly times?: number;
  /** True: what was asked is done, and only its answer goes wrong. */
  readonly isCarriedOut?: boolean;
}

const docs = { documentation_url: "https://docs.github.com/rest" };

/** Faults as GitHub has them. */
export const faults = {
  hang: { kind: "hang" },
  reset: { kind: "reset" },
  half: { kind: "half" },
  page: { kind: "page" },
  slow: (ms: number) => ({ kind: "slow", ms }),
  /** 500, as GitHub's own service says it; 502 and others with a page as the proxy before it has. */
  unavailable: (status: number = 500) => ({
    kind: "answer",
    status,
    body: status === 500 ? { message: "Server Error" } : "<html><body><h1>Unicorn!</h1></body></html>",
  }),
  /** The hourly limit. `reset` in seconds of the epoch. */
  rateLimit: (reset: number) => ({
    kind: "answer",
    status: 403,
    headers: { "x-ratelimit-limit": "5000", "x-ratelimit-remaining": "0", "x-ratelimit-reset": String(reset) },
    body: { message: "API rate limit exceeded for installation ID 1.", ...docs },
  }),
  /** Too many changes at once. Seconds, or none. */
  secondaryLimit: (retryAfter?: number | string) => ({
    kind: "answer",
    status: 403,
    headers: retryAfter === undefined ? {} : { "retry-after": String(retryAfter) },
    body: {
      message: "You have exceeded a secondary rate limit. Please wait a few minutes before you try again.",
      ...docs,
    },
  }),
  /** 429 with seconds or a date. */
  tooMany: (retryAfter: number | string) => ({
    kind: "answer",
    status: 429,
    headers: { "retry-after": String(retryAfter) },
    body: { message: "Too many requests", ...docs },
  }),
  /** A token that may only read. */
  readOnly: { kind: "answer", status: 403, body: { message: "Resource not accessible by integration", ...docs } },
  notFound: { kind: "answer", status: 404, body: { message: "Not Found", ...docs } },
  redirect: (location: string, status: number = 301) => ({
    kind: "answer",
    status,
    headers: { location },
    body: { message: "Moved Permanently", url: location, ...docs },
  }),
} satisfies Record<string, GitHubFault | ((...words: never[]) => GitHubFault)>;

/** Which fault the next request gets, of those that were ordered. */
export interface FaultOrders {
  order(...orders: readonly OrderedFault[]): void;
  next(method: string, path: string): OrderedFault | undefined;
  clear(): void;
}

export function faultOrders(): FaultOrders {
  const orders: { readonly order: OrderedFault; seen: number }[] = [];
  return {
    clear: () => orders.splice(0),
    order: (...more) => orders.push(...more.map((order) => ({ order, seen: 0 }))),
    next: (method, path) => {
      let due: OrderedFault | undefined;
      for (const one of orders) {
        const { order } = one;
        if ((order.method !== undefined && order.method !== method) || order.path?.test(path) === false) continue;
        const { nth = 1, times = 1 } = order;
        one.seen++;
        if (one.seen >= nth && one.seen < nth + times) due ??= order;
      }
      return due;
    },
  };
}
