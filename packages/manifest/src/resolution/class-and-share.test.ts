import { describe, expect, test } from "vitest";
import { HEAD, tried } from "../testing/resolved.ts";

const PLATFORM = `apiVersion: towpath.dev/v1
kind: Platform
metadata: { name: acme }
teams: { team-shop: {} }
environments: { dev: { engine: local } }
resourceTypes: [types/*.yaml]
`;
const SHARED = "shared: { shop-events: { owner: team-shop, type: queue }, cache: { owner: team-shop } }\n";
const QUEUE = `apiVersion: towpath.dev/v1
kind: ResourceType
metadata: { name: queue }
variants: { fifo: { status: current }, plain: { status: supported } }
settings: { label: { type: string }, tags: { type: object, properties: { a: { type: string } } } }
sizes: { small: { label: s }, large: { label: l } }
outputs: { url: { type: string }, key: { type: string, secret: true } }
recipes: { local: { driver: queue } }
`;
const PLAIN =
  "apiVersion: towpath.dev/v1\nkind: ResourceType\nmetadata: { name: plain }\nrecipes: { local: { driver: x } }\n";
const OWNED = HEAD.replace("orders", "orders, owner: team-shop");

function queue(request: string, { platform = PLATFORM, more = "" } = {}) {
  const types = { queue: QUEUE, plain: PLAIN };
  const { graph, text } = tried(`${OWNED}resources: { q: ${request}${more} }\nsecrets: { key: { from: a:b } }\n`, {
    platform,
    types,
  });
  return { text, q: graph?.resources.find(({ name }) => name === "q") };
}

describe("a class", () => {
  test("is the size of that name", () => {
    const { q, text } = queue("{ type: queue, class: large }");
    expect(text).toBe("");
    expect(q).toMatchObject({
      size: { value: "large", origin: { layer: "service" } },
      variant: { value: "fifo" },
      settings: { label: { value: "l" } },
    });
  });

  test("or the variant", () => {
    const { q, text } = queue("{ type: queue, class: plain, size: small }");
    expect(text).toBe("");
    expect(q).toMatchObject({ size: { value: "small" }, variant: { value: "plain" } });
  });

  test("is one of what there is; `default` asks for nothing", () => {
    expect(queue("{ type: queue, class: larg }").text).toBe(
      'towpath.yaml:4:39 manifest/unknown-size\n  queue has no size or variant "larg".\n  > Did you mean "large"?\n  > There are small, large, fifo, plain.',
    );
    expect(queue("{ type: plain, class: x }").text).toContain("plain has neither sizes nor variants");
    expect(queue("{ type: queue, class: default }").text).toBe("");
  });

  test("says the same as size and variant beside it", () => {
    expect(queue("{ type: queue, class: large, size: large }").text).toBe("");
    expect(queue("{ type: queue, class: large, size: small }").text).toBe(
      'towpath.yaml:4:39 and towpath.yaml:4:52 manifest/invalid-value\n  resources.q asks for the size "small" and, by its class, for "large".\n  > Keep one of the two.',
    );
    expect(queue("{ type: queue, class: fifo, variant: plain }").text).toContain("asks for the variant");
  });
});

describe("a shared resource", () => {
  test("has its identity by type, class and name, and the platform's owner", () => {
    expect(queue("{ type: queue, share: shop-events }").q).toMatchObject({ share: "queue.default#shop-events" });
    const { q } = queue("{ type: queue, class: large, share: shop-events }", { platform: PLATFORM + SHARED });
    expect(q).toMatchObject({ share: "queue.large#shop-events", shareOwner: "team-shop" });
    expect(queue("{ type: queue, size: large, share: x }").q).toMatchObject({ share: "queue.large#x" });
  });

  test("is one that the platform knows, where it says what is shared", () => {
    expect(queue("{ type: queue, share: shop-event }", { platform: PLATFORM + SHARED }).text).toBe(
      'towpath.yaml:4:39 manifest/unknown-resource\n  The platform acme shares nothing that is called "shop-event".\n  > Did you mean "shop-events"?\n  > There are shop-events, cache.',
    );
  });

  test("is of the platform's type", () => {
    expect(queue("{ type: plain, share: shop-events }", { platform: PLATFORM + SHARED }).text).toBe(
      'towpath.yaml:4:39 and platform/platform.yaml:7:50 manifest/share-conflict\n  "shop-events" is a queue of the platform acme, and a plain here.\n  > Write `type: queue`, or share it under another name.',
    );
    expect(queue("{ type: plain, share: cache }", { platform: PLATFORM + SHARED }).text).toBe("");
  });

  test.each([
    ["label: '${secrets.key}'", "towpath.yaml:4:62 and towpath.yaml:5:12"],
    ["label: 'a ${resources.r.key}'", "towpath.yaml:4:64 and platform/types/queue.yaml:7:35"],
    ["tags: { a: '${secrets.key}' }", "towpath.yaml:4:66 and towpath.yaml:5:12"],
  ])("gets no secret of one service: %s", (setting, places) => {
    const { text } = queue(`{ type: queue, share: x, settings: { ${setting} } }`, { more: ", r: { type: queue }" });
    expect(text).toContain(`${places} manifest/secret-exposed`);
    expect(text).toContain("is a secret, and a setting of a shared resource is shown to other services.");
  });

  test("gets what is no secret, and one of a service's own gets secrets", () => {
    expect(
      queue("{ type: queue, share: x, settings: { label: '${resources.r.url}' } }", { more: ", r: { type: queue }" })
        .text,
    ).toBe("");
    expect(queue("{ type: queue, settings: { label: '${secrets.key}' } }").text).toBe("");
  });
});

test("annotations of a resource are filled in, and show no secret", () => {
  expect(queue("{ type: queue, annotations: { a: 'of ${metadata.name}' } }").q).toMatchObject({
    annotations: { a: "of orders" },
  });
  expect(queue("{ type: queue, annotations: { a: '${secrets.key}' } }").text).toContain(
    "is a secret, and an annotation is shown to everybody.",
  );
});
