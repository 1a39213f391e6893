import type { StreamAction, StreamMessage, StreamResource } from "./stream-message.ts";

const DOING: Partial<Record<StreamAction, string>> = {
  create: "is being created",
  read: "is being read",
  update: "is being changed",
  replace: "is being replaced",
  delete: "is being deleted",
  open: "is being opened",
  renew: "is being renewed",
  close: "is being closed",
};

const DONE: Partial<Record<StreamAction, string>> = {
  create: "is created",
  read: "is read",
  update: "is changed",
  replace: "is replaced",
  delete: "is deleted",
  open: "is opened",
  renew: "is renewed",
  close: "is closed",
};

/** An output of a command of a module's that is longer tells nobody more. */
const LONGEST_OUTPUT = 200;

/**
 * What a message of the stream says of how a thing goes on, in words: `azurerm_postgresql_flexible_server.server is being created
 * (2m10s)`. Undefined for messages of anything else.
 */
export function progressWords(message: StreamMessage): string | undefined {
  switch (message.type) {
    case "apply_start":
    case "ephemeral_op_start":
      return `${localName(message.resource)} ${DOING[message.action] ?? "is being changed"}`;
    case "apply_progress":
    case "ephemeral_op_progress":
      return `${localName(message.resource)} ${DOING[message.action] ?? "is being changed"}${within(message.elapsedSeconds)}`;
    case "apply_complete":
    case "ephemeral_op_complete":
      return `${localName(message.resource)} ${DONE[message.action] ?? "is done"}${within(message.elapsedSeconds)}`;
    case "apply_errored":
    case "ephemeral_op_errored":
      return `${localName(message.resource)} failed${within(message.elapsedSeconds)}`;
    case "refresh_start":
      return `${localName(message.resource)} is being looked at`;
    case "provision_start":
      return `${localName(message.resource)}: a command of its module runs (${message.provisioner})`;
    case "provision_progress":
      return message.output === undefined
        ? undefined
        : `${localName(message.resource)}: ${message.output.split("\n")[0]?.slice(0, LONGEST_OUTPUT).toWellFormed()}`;
    case "provision_errored":
      return `${localName(message.resource)}: a command of its module failed (${message.provisioner})`;
  }
  return undefined;
}

/** A resource within the module of its call: `azurerm_x.y[0]`, `module.inner.azurerm_x.y`. */
export function localName({ address, module }: Pick<StreamResource, "address" | "module">): string {
  const call = /^module\.[^.[]+(?:\[(?:"(?:[^"\\]|\\.)*"|\d+)\])?/.exec(module)?.[0];
  return call !== undefined && address.startsWith(`${call}.`) ? address.slice(call.length + 1) : address;
}

/** ` (2m10s)` */
function within(seconds = 0): string {
  const whole = Math.round(seconds);
  if (whole < 1) return "";
  const [hours, minutes, rest] = [Math.floor(whole / 3_600), Math.floor(whole / 60) % 60, whole % 60];
  if (hours > 0) return ` (${hours}h${String(minutes).padStart(2, "0")}m)`;
  return minutes > 0 ? ` (${minutes}m${String(rest).padStart(2, "0")}s)` : ` (${rest}s)`;
}
