import type { SampleRepository } from "./sample-repository.ts";

/** Repositories of services in Java, Kotlin, Python, Go and C#, and of none. */
export const otherRepositories: readonly SampleRepository[] = [
  {
    name: "java-spring-maven",
    files: {
      "pom.xml": `<?xml version="1.0"?>
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <parent>
    <groupId>org.springframework.boot</groupId>
    <artifactId>spring-boot-starter-parent</artifactId>
    <version>3.5.0</version>
  </parent>
  <groupId>com.acme</groupId>
  <artifactId>Inventory Service</artifactId>
  <version>1.2.0-SNAPSHOT</version>
  <description>Knows what is in stock.</description>
  <properties><java.version>21</java.version></properties>
  <dependencies>
    <dependency><groupId>org.springframework.boot</groupId><artifactId>spring-boot-starter-web</artifactId></dependency>
    <dependency><groupId>org.springframework.boot</groupId><artifactId>spring-boot-starter-actuator</artifactId></dependency>
    <dependency><groupId>org.postgresql</groupId><artifactId>postgresql</artifactId><scope>runtime</scope></dependency>
    <dependency><groupId>org.springframework.kafka</groupId><artifactId>spring-kafka</artifactId></dependency>
  </dependencies>
</project>
`,
      mvnw: "#!/bin/sh\n",
      "src/main/resources/application.yml":
        "spring:\n  application:\n    name: inventory\nserver:\n  port: 8085\n  servlet:\n    context-path: /stock\n",
      "src/main/java/com/acme/inventory/web/Application.java": "@SpringBootApplication class Application {}\n",
      "package.json": '{ "name": "only-prettier", "devDependencies": { "prettier": "3" } }',
    },
  },
  {
    name: "kotlin-gradle",
    files: {
      "build.gradle.kts": `plugins {
    kotlin("jvm") version "2.1.0"
    id("org.springframework.boot") version "3.5.0"
}
kotlin { jvmToolchain(21) }
dependencies {
    implementation("org.springframework.boot:spring-boot-starter-web")
    implementation(libs.azure.blob)
    runtimeOnly("org.postgresql:postgresql:42.7.4")
}
`,
      "settings.gradle.kts": 'rootProject.name = "PriceList"\n',
      "gradle/libs.versions.toml":
        '[libraries]\nazure-blob = { module = "com.azure:azure-storage-blob", version = "12.29.0" }\nunused-redis = { module = "redis.clients:jedis", version = "5" }\n',
      gradlew: "#!/bin/sh\n",
      "src/main/resources/application.properties":
        "server.port=${PORT:8090}\nspring.datasource.url=${DB_URL}\nspring.datasource.password=${DB_PASSWORD:hunter2-in-the-file}\n",
      "src/main/kotlin/com/acme/Application.kt": "fun main() = runApplication<Application>()\n",
    },
  },
  {
    name: "python-fastapi-uv",
    files: {
      "pyproject.toml": `[project]
name = "recommender"
description = "Recommends what to buy next"
requires-python = ">=3.12"
dependencies = [
  "fastapi[standard]>=0.115",
  "psycopg[binary]>=3.2",
]
[dependency-groups]
dev = ["pytest>=8"]
`,
      "uv.lock": "version = 1\n",
      ".python-version": "3.13\n",
      "app/main.py":
        'import os\nfrom fastapi import FastAPI\n\napp = FastAPI()\nurl = os.environ["DATABASE_URL"]\n\n@app.get("/health")\ndef health(): ...\n',
      "app/__init__.py": "",
      "tests/test_main.py": "def test_nothing(): pass\n",
    },
  },
  {
    name: "python-django-poetry",
    files: {
      "pyproject.toml": `[tool.poetry]
name = "back-office"
version = "1.0.0"
[tool.poetry.dependencies]
python = "^3.11"
django = "^5.1"
gunicorn = "*"
psycopg2-binary = "*"
django-redis = "*"
[tool.poetry.group.dev.dependencies]
pytest = "*"
`,
      "poetry.lock": "",
      "manage.py": 'os.environ.setdefault("DJANGO_SETTINGS_MODULE", "office.settings")\n',
      "office/settings.py":
        'DATABASES = {"default": {"NAME": os.environ["DB_NAME"], "HOST": os.getenv("DB_HOST"), "USER": env("DB_USER"), "PASSWORD": env("DB_PASSWORD")}}\nSECRET_KEY = env("SECRET_KEY")\n',
      "office/urls.py": 'urlpatterns = [path("healthz/", health)]\n',
      "office/wsgi.py": "application = get_wsgi_application()\n",
    },
  },
  {
    name: "python-flask-requirements",
    files: {
      "requirements.txt": "Flask==3.1.0\nSQLAlchemy>=2\nasyncpg\n",
      "app.py":
        'from flask import Flask\napp = Flask(__name__)\n@app.route("/ping")\ndef ping(): ...\napp.run(port=5001)\n',
    },
  },
  {
    name: "go-pgx",
    files: {
      "go.mod":
        "module github.com/acme/ledger/v2\n\ngo 1.24.1\n\nrequire (\n\tgithub.com/go-chi/chi/v5 v5.2.0\n\tgithub.com/jackc/pgx/v5 v5.7.1\n\tgithub.com/redis/go-redis/v9 v9.7.0 // indirect\n)\n",
      "cmd/ledger-server/main.go":
        'package main\n\nfunc main() {\n\tport := os.Getenv("PORT")\n\tif port == "" {\n\t\tport = "9090"\n\t}\n\tdsn := os.Getenv("LEDGER_DATABASE_URL")\n\thttp.ListenAndServe(":"+port, router())\n}\n',
      "internal/web/router.go": 'package web\n\nfunc router() { r.Get("/readyz", ready); r.Get("/healthz", health) }\n',
      Dockerfile: "FROM golang:1.24\nEXPOSE 9090\n",
    },
  },
  {
    name: "dotnet-npgsql",
    files: {
      "Shop.sln": "",
      "src/Shop.Api/Shop.Api.csproj": `<Project Sdk="Microsoft.NET.Sdk.Web">
  <PropertyGroup><TargetFramework>net9.0</TargetFramework></PropertyGroup>
  <ItemGroup>
    <PackageReference Include="Npgsql.EntityFrameworkCore.PostgreSQL" Version="9.0.2" />
    <PackageReference Include="StackExchange.Redis" Version="2.8.0" />
  </ItemGroup>
</Project>
`,
      "src/Shop.Api/Program.cs":
        'app.MapHealthChecks("/healthz");\nvar c = builder.Configuration.GetConnectionString("Shop");\n',
      "src/Shop.Api/appsettings.json":
        '{ "ConnectionStrings": {\n  "Shop": "Host=localhost;Password=in-the-file",\n  "Redis": "localhost" } }\n',
      "tests/Shop.Tests/Shop.Tests.csproj":
        '<Project Sdk="Microsoft.NET.Sdk"><PackageReference Include="Microsoft.NET.Test.Sdk" /></Project>\n',
      "global.json": '{ "sdk": { "version": "9.0.101" } }\n',
    },
  },
  {
    name: "score",
    files: {
      "score.yaml": `apiVersion: score.dev/v1b1
metadata: { name: hello }
containers:
  main:
    image: ghcr.io/acme/hello:1.0
    variables: { DATABASE_URL: "postgresql://\${resources.db.host}", GREETING: Hello }
service:
  ports: { web: { port: 80, targetPort: 8088 } }
resources:
  db: { type: postgres }
  names: { type: dns }
`,
      "package.json": '{ "name": "hello", "scripts": { "start": "node server.mjs" } }',
      "server.mjs": 'createServer((request) => request.url === "/readyz").listen(process.env.PORT);\n',
    },
  },
  { name: "empty", files: {} },
  {
    name: "garbage",
    files: {
      "package.json": '{ "name": "torn',
      "pom.xml": '<!DOCTYPE a [<!ENTITY b "bbbb">]><project>&b;',
      "pyproject.toml": "= = [[[",
      "go.mod": "\u0000\u0001",
      "compose.yaml": "a: [\n",
      "score.yaml": "- apiVersion: score.dev/v1b1\n",
      "App.csproj": "<Project><<<",
      "requirements.txt": "\u0000\n-e git+ssh://secret@host\n",
      ".nvmrc": "whatever\n",
      CODEOWNERS: "* nobody\n*\n",
    },
  },
];
