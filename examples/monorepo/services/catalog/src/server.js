import { createServer } from "node:http";
import { findProducts } from "./products.js";

const server = createServer((request, response) => {
  const url = new URL(request.url ?? "/", "http://catalog");
  const isFound = url.pathname === "/healthz" || url.pathname === "/products";
  const body = url.pathname === "/products" ? findProducts(url.searchParams.get("name") ?? "") : { status: "ok" };
  response.writeHead(isFound ? 200 : 404, { "content-type": "application/json" });
  response.end(JSON.stringify(isFound ? body : { title: "Nothing here" }));
});
server.listen(Number(process.env.PORT ?? 8180), process.env.HOST ?? "127.0.0.1");
process.once("SIGTERM", () => {
  server.close();
  server.closeIdleConnections();
});
