/** A repository that tests write out. */
export interface SampleRepository {
  readonly name: string;
  /** The service's folder in it; its top when absent. */
  readonly folder?: string;
  /** The text of each file by its path. */
  readonly files: Readonly<Record<string, string>>;
}
