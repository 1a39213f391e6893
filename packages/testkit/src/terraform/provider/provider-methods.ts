import type { WireMessage } from "../protocol/messages.ts";
import type { Method } from "../protocol/serve-provider.ts";
import { decodeValue, encodeValue, isValueObject, type ValueObject } from "../protocol/value.ts";
import { wireSchema } from "../protocol/wire-schema.ts";
import type { Block } from "../schema/block.ts";
import { conform, withoutWriteOnly } from "../schema/conform.ts";
import type { ProviderCall } from "../world/fault.ts";
import { type OrderedFaults, Refusal } from "../world/ordered-faults.ts";
import type { ThingFiles } from "../world/thing-files.ts";
import { carryOut } from "./carry-out.ts";
import type { ProviderDefinition, ReadableType, ThingType } from "./definition.ts";
import { planChange } from "./plan-change.ts";

/** What a provider's process has: its cloud, its faults, and a log of its calls. */
export interface ProviderEffects {
  readonly cloud: ThingFiles;
  readonly faults: OrderedFaults;
  readonly log: (call: string) => void;
}

const ERROR = 1;

/** The protocol's methods for a provider. */
export function providerMethods(
  provider: ProviderDefinition,
  effects: ProviderEffects,
): Readonly<Record<string, Method>> {
  const { cloud, faults, log } = effects;
  const thing = (request: WireMessage) => find(provider.things, request["type_name"]);
  const called = async (call: ProviderCall, type: string, id: string) => {
    log(`${call} ${type}${id && ` ${id}`}`);
    const fault = faults.of(call, type, id);
    await fault.before();
    // Nothing is made by these calls: what happens after a change happens at once.
    fault.after();
  };
  const legacy = { legacy_type_system: provider.isLegacy ?? false };
  const nothing: Method = () => ({ diagnostics: [] });
  return {
    GetProviderSchema: () => ({
      provider: wireSchema(provider.config),
      resource_schemas: schemasOf(provider.things),
      data_source_schemas: schemasOf(provider.dataSources),
      ephemeral_resource_schemas: schemasOf(provider.ephemerals),
      server_capabilities: { plan_destroy: true, get_provider_schema_optional: true },
    }),
    ValidateProviderConfig: nothing,
    ValidateResourceConfig: (request) =>
      refusable(async () => {
        thing(request).validate?.(objectOf(request["config"]) ?? {});
        return {};
      }),
    ValidateDataResourceConfig: nothing,
    ValidateEphemeralResourceConfig: nothing,
    ConfigureProvider: (request) =>
      refusable(async () => {
        await called("configure", provider.address, "");
        provider.configure?.(objectOf(request["config"]) ?? {});
        return {};
      }),
    UpgradeResourceState: (request) => {
      const raw: unknown = JSON.parse(Buffer.from(request["raw_state"]?.json ?? []).toString("utf8"));
      return { upgraded_state: dynamic(conform(thing(request).block, isValueObject(raw) ? raw : {})) };
    },
    ReadResource: (request) =>
      refusable(async () => {
        const type = thing(request);
        const state = objectOf(request["current_state"]);
        if (state === null) return { new_state: dynamic(null) };
        const id = String(state["id"]);
        await called("read", request["type_name"], id);
        if (type.isOnlyState) return { new_state: dynamic(state) };
        return { new_state: dynamic(stateOf(type, cloud.get(request["type_name"], id)?.attributes)) };
      }),
    PlanResourceChange: (request) =>
      refusable(async () => {
        const type = thing(request);
        const prior = objectOf(request["prior_state"]);
        const proposed = objectOf(request["proposed_new_state"]);
        await called("plan", request["type_name"], prior === null ? "" : String(prior["id"]));
        if (proposed === null) return { planned_state: dynamic(null) };
        const { planned, replacing } = planChange(type, prior, proposed);
        return { planned_state: dynamic(planned), requires_replace: [...replacing], ...legacy };
      }),
    ApplyResourceChange: async (request) => {
      const { state, refusal } = await carryOut(
        {
          typeName: request["type_name"],
          type: thing(request),
          prior: objectOf(request["prior_state"]),
          planned: objectOf(request["planned_state"]),
          config: objectOf(request["config"]),
        },
        cloud,
        faults,
        log,
      );
      return { new_state: dynamic(state), diagnostics: refusal ? [diagnosticOf(refusal)] : [], ...legacy };
    },
    ImportResourceState: (request) =>
      refusable(async () => {
        const type = thing(request);
        await called("import", request["type_name"], request["id"]);
        const state = dynamic(conform(type.block, { id: request["id"] }));
        return { imported_resources: [{ type_name: request["type_name"], state }] };
      }),
    ReadDataSource: (request) =>
      refusable(async () => {
        await called("data", request["type_name"], "");
        return { state: dynamic(readable(provider.dataSources, request, cloud)) };
      }),
    OpenEphemeralResource: (request) =>
      refusable(async () => {
        await called("open", request["type_name"], "");
        return { result: dynamic(readable(provider.ephemerals, request, cloud)) };
      }),
    CloseEphemeralResource: nothing,
    StopProvider: () => {
      faults.stop();
      return {};
    },
  };
}

function readable(types: Readonly<Record<string, ReadableType>>, request: WireMessage, cloud: ThingFiles): ValueObject {
  const type = find(types, request["type_name"]);
  const config = objectOf(request["config"]) ?? {};
  return conform(type.block, { ...config, ...type.read(config, cloud) });
}

function stateOf(type: ThingType, attributes: ValueObject | undefined): ValueObject | null {
  return attributes ? withoutWriteOnly(type.block, conform(type.block, attributes)) : null;
}

function find<T>(types: Readonly<Record<string, T>>, name: unknown): T {
  const type = typeof name === "string" && Object.hasOwn(types, name) ? types[name] : undefined;
  if (type === undefined) throw new Error(`This provider has no ${String(name)}.`);
  return type;
}

function schemasOf(types: Readonly<Record<string, { readonly block: Block }>>): WireMessage {
  return Object.fromEntries(Object.entries(types).map(([name, { block }]) => [name, wireSchema(block)]));
}

function objectOf(message: WireMessage | null): ValueObject | null {
  const value = message ? decodeValue(message["msgpack"]) : null;
  return isValueObject(value) ? value : null;
}

const dynamic = (value: ValueObject | null): WireMessage => ({ msgpack: encodeValue(value) });

async function refusable(answer: () => Promise<WireMessage>): Promise<WireMessage> {
  try {
    return await answer();
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { diagnostics: [diagnosticOf(error)] };
  }
}

function diagnosticOf(refusal: Refusal): WireMessage {
  return { severity: ERROR, summary: refusal.message, detail: refusal.detail };
}
