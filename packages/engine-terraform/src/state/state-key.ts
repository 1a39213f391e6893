const KEY = /^terraform\/([^/]+)\/([^/]+)\/([^/]+)$/;
const PENDING = ".pending";

/** Whose state a key of the store is. */
export interface TerraformStateOwner {
  readonly service: string;
  readonly environment: string;
  /** The engine's name in the environment. */
  readonly engine: string;
}

/** Where the state of Terraform lies in an environment's store: `terraform/orders/prod/azure`. */
export function terraformStateKey(service: string, environment: string, engine: string): string {
  return `terraform/${service}/${environment}/${engine}`;
}

/** Where what is to be imported lies, beside the state of Terraform under `key`. */
export function pendingKey(key: string): string {
  return `${key}${PENDING}`;
}

/** True for a key that {@link pendingKey} makes. */
export function isPendingKey(key: string): boolean {
  return KEY.test(key) && key.endsWith(PENDING);
}

/** Whose state a key is; undefined for keys of anything else. */
export function terraformStateOwner(key: string): TerraformStateOwner | undefined {
  const [, service, environment, engine] = KEY.exec(key) ?? [];
  if (service === undefined || environment === undefined || engine === undefined || isPendingKey(key)) return undefined;
  return { service, environment, engine };
}
