import type { Json } from "@towpath/core";
import { completed } from "./description.ts";
import type { Reply } from "./route.ts";

/** An answer as it goes over the wire. */
export interface Outgoing {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** How a server gives its answers. */
export interface Manner {
  readonly mostPerPage: number;
  readonly hasLinks: boolean;
  readonly now: () => Date;
}

/** What was asked, for an answer that is filled in and given page by page. */
export interface Asked {
  readonly operation: string;
  /** The whole address. */
  readonly target: URL;
  readonly query: Readonly<Record<string, string>>;
}

/** Makes a reply whole: what its description asks for, one page of a list, the headers that GitHub sends with everything. */
export function outgoing(
  { status, body, pages }: Reply,
  manner: Manner,
  asked?: Asked,
  headers: Readonly<Record<string, string>> = {},
): Outgoing {
  const page = pages && asked && pageOf(pages.items, asked, manner);
  const listed: Json | undefined =
    page &&
    (pages.key === undefined
      ? page.items
      : { ...(pages.around ?? { total_count: pages.items.length }), [pages.key]: page.items });
  const known = listed ?? body;
  const whole = known !== undefined && asked && status < 300 ? completed(asked.operation, status, known) : known;
  const now = manner.now();
  return {
    status,
    headers: {
      "content-type": "application/json; charset=utf-8",
      date: now.toUTCString(),
      "x-ratelimit-limit": "5000",
      "x-ratelimit-remaining": "4999",
      "x-ratelimit-reset": String(Math.floor(now.getTime() / 1000) + 3600),
      ...headers,
      ...(page?.link === undefined || !manner.hasLinks ? {} : { link: page.link }),
    },
    body: whole === undefined ? "" : JSON.stringify(whole),
  };
}

function pageOf(items: readonly Json[], { target, query }: Asked, { mostPerPage }: Manner) {
  const size = Math.min(Number(query["per_page"] ?? 30), mostPerPage);
  const page = Math.max(Number(query["page"] ?? 1), 1);
  const next = new URL(target);
  next.searchParams.set("page", String(page + 1));
  const link = page * size < items.length ? `<${next.href}>; rel="next"` : undefined;
  return { items: items.slice((page - 1) * size, page * size), link };
}
