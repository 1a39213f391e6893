import { digestBytes } from "@towpath/core";
import type { Verb } from "../result.ts";

/** Characters of a marker: GitHub would take more, a person's eye would not. */
const LONGEST = 180;

/**
 * What tells a comment of ours from every other: `towpath:check:`, by the verb, and the key, in characters that can neither end an
 * HTML comment nor be written in two ways. What is none of them is written as `=` and its byte in hexadecimal digits.
 */
export function commentMarker(verb: Verb, key: string): string {
  const name = encodeURIComponent(key.toWellFormed())
    .replace(/[!'()*~:%]/g, (sign) => (sign === "%" ? "=" : hexadecimal(sign)))
    .replace(/-(?=-|$)/g, hexadecimal);
  const marker = `towpath:${verb.replaceAll(" ", "-")}:${name}`;
  if (marker.length <= LONGEST) return marker;
  return `${marker.slice(0, LONGEST - 33).replace(/-+$/, "")}=${digestBytes(key.toWellFormed()).slice(-32)}`;
}

/** The hidden line that the comment begins with. */
export function markerLine(marker: string): string {
  return `<!-- ${marker} -->`;
}

function hexadecimal(sign: string): string {
  return `=${sign.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`;
}
