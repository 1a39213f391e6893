import type { ProgressEvent } from "@towpath/core";
import { printable } from "@towpath/report";

/** What a log shows of an event, as one line; undefined where it is not worth one. */
export function eventLine(event: ProgressEvent): string | undefined {
  switch (event.type) {
    case "started":
      return `${printable(event.title)} …`;
    case "progress":
    case "notice":
      return printable(event.message);
    case "finished":
      return event.message === undefined ? undefined : printable(event.message);
    case "output":
      return `${printable(event.source)} | ${printable(event.line)}`;
  }
}
