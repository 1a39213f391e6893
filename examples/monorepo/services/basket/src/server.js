import { createServer } from "node:http";
import { totalOf } from "./total.js";

const catalog = process.env.CATALOG_URL ?? "";

const server = createServer(async (request, response) => {
  const answer = (status, body) => {
    response.writeHead(status, { "content-type": "application/json" });
    response.end(JSON.stringify(body));
  };
  const { pathname, searchParams } = new URL(request.url ?? "/", "http://basket");
  if (pathname === "/healthz") return answer(200, { status: "ok" });
  if (pathname !== "/total") return answer(404, { title: "Nothing here" });
  try {
    const products = await fetch(new URL("/products", catalog), { signal: AbortSignal.timeout(5_000) });
    const quantities = Object.fromEntries([...searchParams].map(([sku, quantity]) => [sku, Number(quantity)]));
    answer(200, { totalCents: totalOf(quantities, await products.json()) });
  } catch (error) {
    if (error instanceof RangeError) answer(422, { title: "Not a basket", detail: error.message });
    else answer(503, { title: "Not available" });
  }
});
server.listen(Number(process.env.PORT ?? 8181), process.env.HOST ?? "127.0.0.1");
process.once("SIGTERM", () => {
  server.close();
  server.closeIdleConnections();
});
