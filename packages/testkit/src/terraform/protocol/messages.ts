import protobuf, { type INamespace, type IType, type Type } from "protobufjs/light.js";

/**
 * The messages of Terraform's plugin protocol, as far as this provider speaks it: `name=number:type`, `[]` for repeated
 * fields, `{}` for maps with text keys, `?` for those of which a message has one. Names and numbers are those of
 * protocol 6 (docs/plugin-protocol of Terraform).
 */
const MESSAGES: Readonly<Record<string, string>> = {
  DynamicValue: "msgpack=1:bytes json=2:bytes",
  Diagnostic: "severity=1:int32 summary=2:string detail=3:string attribute=4:AttributePath",
  "AttributePath.Step": "attribute_name=1:string? element_key_string=2:string? element_key_int=3:int64?",
  AttributePath: "steps=1:Step[]",
  RawState: "json=1:bytes flatmap=2:string{}",
  "Schema.Attribute":
    "name=1:string type=2:bytes required=4:bool optional=5:bool computed=6:bool sensitive=7:bool deprecated=9:bool write_only=11:bool",
  "Schema.NestedBlock": "type_name=1:string block=2:Block nesting=3:int32 min_items=4:int64 max_items=5:int64",
  "Schema.Block": "version=1:int64 attributes=2:Attribute[] block_types=3:NestedBlock[]",
  Schema: "version=1:int64 block=2:Block",
  ServerCapabilities: "plan_destroy=1:bool get_provider_schema_optional=2:bool move_resource_state=3:bool",
  "GetProviderSchema.Request": "",
  "GetProviderSchema.Response":
    "provider=1:Schema resource_schemas=2:Schema{} data_source_schemas=3:Schema{} diagnostics=4:Diagnostic[] server_capabilities=6:ServerCapabilities ephemeral_resource_schemas=8:Schema{}",
  "ValidateProviderConfig.Request": "config=1:DynamicValue",
  "ValidateProviderConfig.Response": "diagnostics=2:Diagnostic[]",
  "ConfigureProvider.Request": "terraform_version=1:string config=2:DynamicValue",
  "ConfigureProvider.Response": "diagnostics=1:Diagnostic[]",
  "ValidateResourceConfig.Request": "type_name=1:string config=2:DynamicValue",
  "ValidateResourceConfig.Response": "diagnostics=1:Diagnostic[]",
  "ValidateDataResourceConfig.Request": "type_name=1:string config=2:DynamicValue",
  "ValidateDataResourceConfig.Response": "diagnostics=1:Diagnostic[]",
  "ValidateEphemeralResourceConfig.Request": "type_name=1:string config=2:DynamicValue",
  "ValidateEphemeralResourceConfig.Response": "diagnostics=1:Diagnostic[]",
  "UpgradeResourceState.Request": "type_name=1:string version=2:int64 raw_state=3:RawState",
  "UpgradeResourceState.Response": "upgraded_state=1:DynamicValue diagnostics=2:Diagnostic[]",
  "ReadResource.Request": "type_name=1:string current_state=2:DynamicValue private=3:bytes",
  "ReadResource.Response": "new_state=1:DynamicValue diagnostics=2:Diagnostic[] private=3:bytes",
  "PlanResourceChange.Request":
    "type_name=1:string prior_state=2:DynamicValue proposed_new_state=3:DynamicValue config=4:DynamicValue prior_private=5:bytes",
  "PlanResourceChange.Response":
    "planned_state=1:DynamicValue requires_replace=2:AttributePath[] planned_private=3:bytes diagnostics=4:Diagnostic[] legacy_type_system=5:bool",
  "ApplyResourceChange.Request":
    "type_name=1:string prior_state=2:DynamicValue planned_state=3:DynamicValue config=4:DynamicValue planned_private=5:bytes",
  "ApplyResourceChange.Response":
    "new_state=1:DynamicValue private=2:bytes diagnostics=3:Diagnostic[] legacy_type_system=4:bool",
  "ImportResourceState.Request": "type_name=1:string id=2:string",
  "ImportResourceState.ImportedResource": "type_name=1:string state=2:DynamicValue private=3:bytes",
  "ImportResourceState.Response": "imported_resources=1:ImportedResource[] diagnostics=2:Diagnostic[]",
  "ReadDataSource.Request": "type_name=1:string config=2:DynamicValue",
  "ReadDataSource.Response": "state=1:DynamicValue diagnostics=2:Diagnostic[]",
  "OpenEphemeralResource.Request": "type_name=1:string config=2:DynamicValue",
  "OpenEphemeralResource.Response": "diagnostics=1:Diagnostic[] result=3:DynamicValue private=4:bytes",
  "CloseEphemeralResource.Request": "type_name=1:string private=2:bytes",
  "CloseEphemeralResource.Response": "diagnostics=1:Diagnostic[]",
  "StopProvider.Request": "",
  "StopProvider.Response": "Error=1:string",
};

/** The methods of the service that are answered; what is asked beside them is answered as not implemented. */
export const METHODS = Object.keys(MESSAGES).flatMap((name) => (name.endsWith(".Request") ? name.slice(0, -8) : []));

/** What a message is in this process: fields by their names in the protocol. */
export type WireMessage = ReturnType<Type["toObject"]>;

const root = protobuf.Root.fromJSON({ nested: { tfplugin6: namespace() } });

/** Reads a message. Fields that were not sent have the value that their type is without one. */
export function decodeMessage(name: string, bytes: Uint8Array): WireMessage {
  const type = root.lookupType(`tfplugin6.${name}`);
  return type.toObject(type.decode(bytes), { longs: Number, defaults: true });
}

/** Writes a message. */
export function encodeMessage(name: string, message: WireMessage): Buffer {
  const type = root.lookupType(`tfplugin6.${name}`);
  return Buffer.from(type.encode(type.fromObject(message)).finish());
}

function namespace(): INamespace {
  const tree: INamespace & { nested: Record<string, INamespace> } = { nested: {} };
  for (const [name, fields] of Object.entries(MESSAGES)) {
    const [outer = "", inner] = name.split(".");
    const kept = tree.nested[outer] ?? { nested: {} };
    tree.nested[outer] =
      inner === undefined
        ? { ...kept, ...messageOf(fields) }
        : { ...kept, nested: { ...kept.nested, [inner]: messageOf(fields) } };
  }
  return tree;
}

function messageOf(fields: string): IType {
  const entries = fields
    .split(" ")
    .filter(Boolean)
    .map((field) => {
      const [, name = "", id = "", type = "", many] = /^(\w+)=(\d+):(\w+)(\[\]|\{\}|\?)?$/.exec(field) ?? [];
      if (many === "{}") return [name, { id: Number(id), type, keyType: "string" }];
      return [name, { id: Number(id), type, ...(many === "[]" && { rule: "repeated" }) }];
    });
  // One of several is written also where it is 0 or empty: the first element of a list has the number 0.
  const choice = fields
    .split(" ")
    .flatMap((field) => (field.endsWith("?") ? [field.slice(0, field.indexOf("="))] : []));
  return { fields: Object.fromEntries(entries), ...(choice.length > 0 && { oneofs: { choice: { oneof: choice } } }) };
}
