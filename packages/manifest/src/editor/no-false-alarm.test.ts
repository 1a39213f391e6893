import { join } from "node:path";
import { isBlocking, nodeFiles } from "@towpath/core";
import { Ajv2020 } from "ajv/dist/2020.js";
import { expect } from "vitest";
import { editorSchema } from "../generated/editor-schemas.ts";
import type { NestedSetting } from "../generated/resource-type.ts";
import { loadPlatform } from "../platform/load-platform.ts";
import type { ResourceTypeModel } from "../platform/platform-model.ts";
import { environmentsOf } from "../resolution/environments.ts";
import { resolve } from "../resolution/resolve.ts";
import { loadService } from "../service/load-service.ts";
import { memoryFiles } from "../testing/memory-files.ts";
import { fc, test } from "../testing/property.ts";
import { platformSchema } from "./platform-schema.ts";

const checkout = join(import.meta.dirname, "../../../..");
const { value: platform } = loadPlatform(join(checkout, "examples/platform"), nodeFiles, checkout);
if (!platform) throw new Error("The example's platform cannot be read.");
const isService = new Ajv2020({ strict: false, allErrors: true }).compile(platformSchema(platform, editorSchema));

/** Mostly what the definition takes: what is refused proves nothing here. */
function settingValue({
  type,
  enum: allowed,
  const: only,
  minimum = 0,
  maximum = 99,
  items,
}: NestedSetting): fc.Arbitrary<unknown> {
  const fitting =
    only !== undefined
      ? fc.constant(only)
      : items
        ? fc.array(settingValue(items), { maxLength: 2 })
        : allowed
          ? fc.constantFrom<unknown>(...allowed)
          : type === "boolean"
            ? fc.boolean()
            : fc.constantFrom(minimum, minimum + 1, maximum, maximum + 1);
  const placeholder = fc.constantFrom("${environment.domain}", "${resources.other.port}", "x");
  return fc.oneof({ weight: 20, arbitrary: fitting }, { weight: 1, arbitrary: placeholder });
}

const orNull = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(arbitrary, { freq: 4 });

function requestOf({ name, document }: ResourceTypeModel) {
  const settings = Object.entries(document.settings ?? {}).map(([key, one]) => [key, settingValue(one)] as const);
  const choices = (all: readonly string[]) => (all.length === 0 ? {} : { some: fc.constantFrom(...all) });
  const { some: version } = choices((document.versions ?? []).map((one) => one.version));
  const { some: size } = choices(Object.keys(document.sizes ?? {}));
  const asked = { ...(version ? { version } : {}), ...(size ? { size, class: size } : {}) };
  const few = fc.record(Object.fromEntries(settings), { requiredKeys: [] });
  const fewOrNull = fc.record(Object.fromEntries(settings.map(([key, one]) => [key, orNull(one)])), {
    requiredKeys: [],
  });
  const overlay = orNull(fc.record({ ...asked, settings: orNull(fewOrNull) }, { requiredKeys: [] }));
  const db = fc.record(
    { ...asked, type: fc.constant(name), share: fc.constantFrom("events"), settings: few },
    { requiredKeys: ["type"] },
  );
  return fc.record({ db, int: overlay, prod: overlay });
}

const requests = fc.oneof(...[...platform.types.values()].map(requestOf));

test("an editor marks nothing of what towpath takes", [requests], ({ db, int, prod }) => {
  const manifest = {
    apiVersion: "towpath.dev/v1",
    kind: "Service",
    metadata: { name: "orders", owner: "team-checkout" },
    resources: { db, other: { type: "postgres" } },
    environments: { dev: {}, int: { resources: { db: int } }, prod: { resources: { db: prod } } },
  };
  const files = memoryFiles({ "towpath.yaml": JSON.stringify(manifest) });
  const { value: service, findings } = loadService("towpath.yaml", files, "/repo");
  const all = service
    ? environmentsOf(service, platform).flatMap(
        (environment) => resolve({ service, platform, environment, now: new Date("2026-11-22") }).findings,
      )
    : [];
  fc.pre(![...findings, ...all].some(isBlocking));
  isService(manifest);
  expect(isService.errors).toBeNull();
});
