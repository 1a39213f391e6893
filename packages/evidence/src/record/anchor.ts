import type { Head } from "./entry.ts";

/**
 * Where the heads of records are kept, out of reach of whoever writes the records: a folder that can only be added to, the
 * statuses of a deployment, a log. Without one, nobody notices that the end of a record was cut off or that all of it was
 * written anew.
 */
export interface Anchor {
  /** For people: `the folder /mnt/anchor`. */
  readonly name: string;
  /** Keeps a head; one that is kept already is kept once. @throws {EvidenceError} `evidence/anchor` */
  publish(head: Head): Promise<void>;
  /** Every head that was kept of a service, in any order. @throws {EvidenceError} `evidence/anchor` where it does not say */
  heads(service: string): Promise<readonly Head[]>;
}
