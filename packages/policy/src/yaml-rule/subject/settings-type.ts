import { type Json, type JsonObject, own } from "@towpath/core";
import type { GraphResource } from "@towpath/manifest";
import {
  type CelType,
  listOf,
  mapOf,
  oneOf,
  type PropertyOf,
  types,
  type ViewType,
  viewType,
} from "../../cel/index.ts";
import { settingOf } from "./known.ts";
import { json } from "./plain.ts";
import { scalarType } from "./scalar-type.ts";

/** A setting as its resource type defines it, as far as expressions care. */
export interface OfferedSetting {
  readonly type?: string | undefined;
  readonly enum?: readonly unknown[] | undefined;
  readonly items?: OfferedSetting | undefined;
  readonly properties?: Readonly<Record<string, OfferedSetting>> | undefined;
}

/** A resource type that a platform offers. */
export interface OfferedType {
  readonly name: string;
  readonly settings: Readonly<Record<string, OfferedSetting>>;
}

/** The settings of a few resource types together. One that only some of them have may be missing. */
export function settingsType(offered: readonly OfferedType[]): ViewType<GraphResource["settings"]> {
  const name = `settings of ${offered.map((one) => one.name).join(" or ")}`;
  return viewType<GraphResource["settings"]>(name, () => {
    const names = [...new Set(offered.flatMap(({ settings }) => Object.keys(settings)))].sort();
    return Object.fromEntries(
      names.map((setting): [string, PropertyOf<GraphResource["settings"]>] => {
        const found = offered.flatMap(({ settings }) => own(settings, setting) ?? []);
        const type = commonType(found.map((one) => typeOfSetting(one, setting)));
        const read: PropertyOf<GraphResource["settings"]>["read"] = (all) => {
          const value = own(all, setting);
          return value && settingOf(value, type);
        };
        return [setting, { type, isOptional: true, read }];
      }),
    );
  });
}

function commonType([first = types.dyn, ...rest]: readonly CelType[]): CelType {
  return rest.every((type) => JSON.stringify(type) === JSON.stringify(first)) ? first : types.dyn;
}

function typeOfSetting(setting: OfferedSetting, name: string): CelType {
  switch (setting.type) {
    case "string": {
      const values = setting.enum?.filter((value) => typeof value === "string");
      return values && values.length > 0 ? oneOf(...values) : types.string;
    }
    case "array":
      return listOf(setting.items ? typeOfSetting(setting.items, name) : types.dyn);
    case "object":
      return setting.properties ? objectType(name, setting.properties) : mapOf(types.dyn);
    default:
      return scalarType(setting.type) ?? types.dyn;
  }
}

function objectType(name: string, properties: Readonly<Record<string, OfferedSetting>>): CelType {
  const type = viewType<JsonObject>(name, () =>
    Object.fromEntries(
      Object.entries(properties).map(([key, setting]) => [
        key,
        json<JsonObject>(typeOfSetting(setting, key), (of): Json | undefined => own(of, key), true),
      ]),
    ),
  );
  return { kind: "object", name, properties: type.properties, ofJson: (value) => type.view(value) };
}
