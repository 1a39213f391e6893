import type { Clock } from "@towpath/core";
import type { LocalFolders } from "../data-folder/local-folders.ts";

/** What of a server belongs to one resource: a database, or the whole of it. */
export interface LocalThing {
  readonly service: string;
  readonly environment: string;
  readonly address: string;
  /** What its driver records as its place: a database's name, a bucket's folder. */
  readonly id: string;
  /** Where it is written down whose it is. Absolute. */
  readonly record: string;
  /** Between `up` and `down`. */
  readonly isInUse: boolean;
}

/** A server that the local engine made for one resource or for several, whether or not it runs. */
export interface LocalServer {
  /** For people: `PostgreSQL 17`. */
  readonly title: string;
  /** The type of the resources that it serves. */
  readonly type: string;
  /** All that it keeps. Absolute. */
  readonly folder: string;
  readonly log: string;
  /** The port that it has, or had last. */
  readonly port: number | undefined;
  readonly things: readonly LocalThing[];
  /** Its process, where that very process lives. */
  readonly pid: number | undefined;
  /** Writes down that a resource needs it no more, until the next apply. */
  release(thing: LocalThing): Promise<void>;
  /** Stops it. Data stays. Does nothing where it does not run. */
  stop(waiting: { readonly clock: Clock; readonly signal: AbortSignal }): Promise<void>;
}

/** Every server of one kind that there is in the folders, by what is on the disk. A look: starts and writes nothing. */
export type ServerLister = (folders: LocalFolders) => Promise<readonly LocalServer[]>;
