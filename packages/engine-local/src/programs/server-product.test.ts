import { expect, test } from "vitest";
import { compareReleases, parseProgramVersion, productOfVersion } from "./server-product.ts";

test.each([
  ["mariadbd  Ver 10.11.19-MariaDB-0+deb12u1 for debian-linux-gnu on x86_64 (Debian 12)", "mariadb", "10.11.19"],
  ["/usr/sbin/mysqld  Ver 11.8.3-MariaDB-ubu2404 for debian-linux-gnu on x86_64", "mariadb", "11.8.3"],
  ["/usr/sbin/mysqld  Ver 8.4.3 for Linux on x86_64 (MySQL Community Server - GPL)", "mysql", "8.4.3"],
  ["mysqld  Ver 8.0.40-0ubuntu0.24.04.1 for Linux on aarch64 ((Ubuntu))", "mysql", "8.0.40"],
  ["Redis server v=7.0.15 sha=00000000:0 malloc=jemalloc-5.3.0 bits=64 build=ae4d7c971a948f0", "redis", "7.0.15"],
  ["Valkey server v=8.1.1 sha=00000000:0 malloc=jemalloc-5.3.0 bits=64 build=e51a", "valkey", "8.1.1"],
])("%s", (output, product, version) => {
  expect(parseProgramVersion(output)).toEqual({ product, version });
});

test.each(["", "mysqld: unknown option", "PostgreSQL 17.2", "v=7"])("%j is none of them", (output) => {
  expect(parseProgramVersion(output)).toBeUndefined();
});

test("a release is compared as far as it was said", () => {
  expect(compareReleases("7.0.15", "7")).toBe(0);
  expect(compareReleases("10.11.19", "10.11")).toBe(0);
  expect(compareReleases("10.11.19", "11.4")).toBeLessThan(0);
  expect(compareReleases("10.11", "10.5")).toBeGreaterThan(0);
  expect(compareReleases("8.0", "8.0.1")).toBeLessThan(0);
});

test("MySQL's versions are told from MariaDB's by their numbers, Redis' and Valkey's are not", () => {
  expect(["8.0", "8.4", "9.7", "10.11", "11.8", "12.3"].map((version) => productOfVersion("mysql", version))).toEqual([
    ...["mysql", "mysql", "mysql"],
    ...["mariadb", "mariadb", "mariadb"],
  ]);
  expect(productOfVersion("redis", "8")).toBeUndefined();
});
