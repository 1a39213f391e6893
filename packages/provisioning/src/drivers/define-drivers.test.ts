import { expect, test } from "vitest";
import type { Driver } from "../driver.ts";
import { defineDrivers, driversOf } from "./define-drivers.ts";

const never = () => Promise.reject(new Error("not called"));
const dns: Driver = { want: () => null, read: never, create: never, update: never, delete: never };

test("drivers are taken as they are", () => {
  const { name, version, drivers } = defineDrivers({ name: "acme", version: "1.2.3", drivers: { dns } });
  expect({ name, version }).toEqual({ name: "acme", version: "1.2.3" });
  expect(drivers["dns"]).toBe(dns);
});

test("methods of a class count, too", () => {
  class Dns {
    want = () => null;
    read = never;
    create() {
      return never();
    }
    update = never;
    delete = never;
  }
  expect(Object.keys(driversOf({ name: "acme", drivers: { dns: new Dns() } }).drivers)).toEqual(["dns"]);
});

test.each([
  [undefined, "its default export is no object"],
  [[], "its default export is no object"],
  [{ drivers: { dns } }, "it has no name"],
  [{ name: "acme", version: 1, drivers: { dns } }, "its version is no text"],
  [{ name: "acme" }, "it has no drivers"],
  [{ name: "acme", drivers: {} }, "it has no drivers"],
  [{ name: "acme", drivers: { "D N S": dns } }, '"D N S" is no name for a driver'],
  [{ name: "acme", drivers: { dns: null } }, 'its driver "dns" is no object'],
  [{ name: "acme", drivers: { dns: { ...dns, read: 1, delete: undefined } } }, 'its driver "dns" has no read, delete'],
  [{ name: "acme", drivers: { dns: { ...dns, assess: true } } }, 'assess of its driver "dns" is no function'],
])("%j is none", (exported, why) => {
  expect(() => driversOf(exported)).toThrow(
    expect.objectContaining({ code: "provisioning/invalid-drivers", message: expect.stringContaining(why) }),
  );
});
