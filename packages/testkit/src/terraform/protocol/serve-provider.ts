import {
  type handleUnaryCall,
  Server,
  ServerCredentials,
  type ServiceDefinition,
  status,
  type UntypedServiceImplementation,
} from "@grpc/grpc-js";
import { errorMessage } from "@towpath/core";
import { decodeMessage, encodeMessage, METHODS, type WireMessage } from "./messages.ts";

/** Answers one method of the protocol. */
export type Method = (request: WireMessage) => Promise<WireMessage> | WireMessage;

/** A provider that Terraform can attach to. */
export interface ServedProvider {
  readonly port: number;
  close(): void;
}

// What Terraform itself takes.
const LARGEST_MESSAGE_BYTES = 256 * 1024 * 1024;

/** Serves the methods on a free port of 127.0.0.1. Methods that are not given are answered as not implemented. */
export async function serveProvider(methods: Readonly<Record<string, Method>>): Promise<ServedProvider> {
  const server = new Server({
    "grpc.max_receive_message_length": LARGEST_MESSAGE_BYTES,
    "grpc.max_send_message_length": LARGEST_MESSAGE_BYTES,
  });
  const definition: ServiceDefinition = Object.fromEntries(METHODS.map((name) => [name, definitionOf(name)]));
  const answers: UntypedServiceImplementation = {};
  for (const [name, method] of Object.entries(methods)) {
    const answer: handleUnaryCall<WireMessage, WireMessage> = (call, reply) => {
      Promise.resolve(call.request)
        .then(method)
        .then(
          (response) => reply(null, response),
          (error: unknown) => reply({ code: status.INTERNAL, details: errorMessage(error) }),
        );
    };
    answers[name] = answer;
  }
  server.addService(definition, answers);
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, bound) => {
      if (error) reject(error);
      else resolve(bound);
    });
  });
  return { port, close: () => server.forceShutdown() };
}

function definitionOf(name: string): ServiceDefinition[string] {
  return {
    path: `/tfplugin6.Provider/${name}`,
    requestStream: false,
    responseStream: false,
    requestSerialize: (message: WireMessage) => encodeMessage(`${name}.Request`, message),
    requestDeserialize: (bytes: Buffer) => decodeMessage(`${name}.Request`, bytes),
    responseSerialize: (message: WireMessage) => encodeMessage(`${name}.Response`, message),
    responseDeserialize: (bytes: Buffer) => decodeMessage(`${name}.Response`, bytes),
  };
}
