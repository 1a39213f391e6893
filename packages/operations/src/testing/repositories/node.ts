import type { SampleRepository } from "./sample-repository.ts";

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

/** Repositories of Node services, small and as they are found. */
export const nodeRepositories: readonly SampleRepository[] = [
  {
    name: "node-npm-pg",
    files: {
      "package.json": json({
        name: "@acme/orders",
        description: "Takes orders: the shop's, and others' # too.",
        private: true,
        engines: { node: ">=22.4 <25" },
        scripts: {
          build: "tsc -p .",
          start: "node --enable-source-maps dist/server.js",
          test: "node --test",
          migrate: "node dist/migrate.js",
          dev: "tsx watch src/server.ts",
        },
        dependencies: { express: "5.1.0", pg: "8.16.0", redis: "5.0.0" },
        devDependencies: { typescript: "5.9.0" },
      }),
      "package-lock.json": "{}",
      "tsconfig.json": json({ compilerOptions: { outDir: "./dist" } }),
      ".nvmrc": "v24.1.0\n",
      ".env.example":
        "# copy to .env\nDATABASE_URL=postgres://me:secret-value@localhost/orders\nREDIS_URL=\nSTRIPE_API_KEY=sk_live_never\nLOG_LEVEL=info\nPORT=3000\n",
      ".env": "DATABASE_URL=postgres://real:very-secret@db/orders\nHIDDEN_TOKEN=abc\n",
      CODEOWNERS: "* @acme/checkout\n/docs @acme/writers\n",
      "src/server.ts": `import express from "express";
const app = express();
app.get("/healthz", (_, response) => response.send("ok"));
app.listen(Number(process.env.PORT ?? 3000));
`,
      "src/server.test.ts": 'fetch("/health"); process.env.ONLY_IN_TESTS;\n',
    },
  },
  {
    name: "node-pnpm-workspace",
    folder: "apps/api",
    files: {
      ".git/HEAD": "ref: refs/heads/main\n",
      "pnpm-lock.yaml": "lockfileVersion: '9.0'\n",
      "pnpm-workspace.yaml": "packages: [apps/*, packages/*]\n",
      "package.json": json({ name: "shop", private: true, packageManager: "pnpm@10.4.1" }),
      ".tool-versions": "nodejs 22.11.0\npnpm 10.4.1\n",
      ".github/CODEOWNERS": "* @acme/everyone\n/apps/api/ @acme/api-team @anna\n",
      "apps/api/package.json": json({
        name: "@shop/api",
        scripts: { build: "tsup src/main.ts", start: "node dist/main.js", test: "vitest run" },
        dependencies: { fastify: "5.0.0", postgres: "3.4.0", "@shop/domain": "workspace:*" },
      }),
      "apps/api/src/main.ts":
        'const port = process.env.PORT || "4000";\nfastify.get("/health", ok);\nconst db = postgres(process.env.POSTGRES_URL);\n',
      "packages/domain/package.json": json({ name: "@shop/domain" }),
    },
  },
  {
    name: "node-next",
    files: {
      "package.json": json({
        name: "storefront",
        scripts: { dev: "next dev", build: "next build", start: "next start -p 3100", lint: "next lint" },
        dependencies: { next: "15.0.0", react: "19.0.0", "@azure/storage-blob": "12.26.0" },
      }),
      "yarn.lock": "# yarn lockfile v1\n",
      "next.config.mjs": "export default {};\n",
      "public/logo.svg": "<svg/>",
      "app/api/health/route.ts": "export const GET = () => Response.json({ ok: true });\n",
      "app/page.tsx": "export default () => <p>{process.env.NEXT_PUBLIC_NAME}</p>;\n",
    },
  },
  {
    name: "node-nest-prisma",
    files: {
      "package.json": json({
        name: "billing-api",
        packageManager: "npm@11.0.0",
        scripts: {
          build: "nest build",
          start: "nest start",
          "start:dev": "nest start --watch",
          "start:prod": "node dist/main",
          test: "jest",
        },
        dependencies: { "@nestjs/core": "11.0.0", "@prisma/client": "6.0.0" },
        devDependencies: { "@nestjs/cli": "11.0.0", prisma: "6.0.0" },
      }),
      "package-lock.json": "{}",
      "prisma/schema.prisma": `generator client {
  provider = "prisma-client-js"
}
datasource db {
  provider = "postgresql"
  url      = env("DATABASE_URL")
}
`,
      "prisma/migrations/0_init/migration.sql": "select 1;\n",
      "src/main.ts":
        'const app = await NestFactory.create(AppModule);\napp.setGlobalPrefix("api");\nawait app.listen(process.env.PORT ?? 3000);\n',
      "src/health.controller.ts": '@Controller("health")\nexport class HealthController {}\n',
      Dockerfile: 'FROM node:24\nEXPOSE 3000\nCMD ["node", "dist/main"]\n',
    },
  },
  {
    name: "node-bun-config",
    files: {
      "package.json": json({
        name: "feed",
        packageManager: "bun@1.2.0",
        scripts: {
          build: "bun build src/index.ts --outdir dist --target node",
          start: "bun dist/index.js",
          test: "bun test",
        },
        dependencies: { hono: "4.0.0", pg: "8.16.0", "@azure/storage-blob": "12.26.0" },
      }),
      "bun.lock": "{}",
      "src/config.ts": `const { FEED_DATABASE_URL, SESSION_SECRET = "" } = process.env;
export const database = { port: 5432 };
export const read = (variables) => ({
  port: Number(variables.PORT ?? 8787),
  host: variables.HOST ?? "127.0.0.1",
  name: variables.BUCKET_NAME,
  endpoint: variables.BUCKET_ENDPOINT,
  account: variables.BUCKET_ACCOUNT,
  key: variables.BUCKET_KEY,
});
const schema = z.object({
  SMTP_URL: z.string(),
});
`,
      "src/index.ts": 'app.get("/livez", (c) => c.text("ok"));\n',
    },
  },
  {
    name: "node-compose",
    files: {
      "package.json": json({ name: "tracker", scripts: { start: "node server.js" }, dependencies: { pg: "8.16.0" } }),
      "server.js": 'new Pool({ port: 5432 });\nrequire("http").createServer().listen(8081);\n',
      "compose.yaml": `services:
  app:
    build: .
    ports: ["127.0.0.1:9000:8081"]
    environment:
      DB_HOST: db
      DB_PORT: 5432
      DB_NAME: tracker
      DB_USER: tracker
      DB_PASSWORD: tracker-password
      CACHE_TTL: 60
  db:
    image: postgres:16-alpine
    environment: { POSTGRES_PASSWORD: tracker-password }
  storage:
    image: mcr.microsoft.com/azure-storage/azurite
  broker:
    image: rabbitmq:4-management
`,
    },
  },
];
