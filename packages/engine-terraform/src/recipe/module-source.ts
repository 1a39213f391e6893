/**
 * What kind of place a module's address names: a folder beside the resource type, a registry, or anything else that
 * Terraform can fetch. See https://developer.hashicorp.com/terraform/language/modules/sources.
 */
export type ModuleSource = "local" | "registry" | "remote";

const REGISTRY = /^(?:[A-Za-z0-9][A-Za-z0-9.-]*(?::\d+)?\/)?[A-Za-z0-9_-]+\/[A-Za-z0-9_-]+\/[a-z0-9]+(?:\/\/.*)?$/;
const OTHER_HOSTS = /^(?:github\.com|bitbucket\.org)\//;

/** Tells them apart; undefined for what leads out of the platform: absolute paths and `file:` addresses. */
export function moduleSource(source: string): ModuleSource | undefined {
  if (/^\.\.?(?:\/|$)/.test(source)) return "local";
  if (/^(?:[/\\~]|[A-Za-z]:[/\\])|^(?:[a-z]+::)?file:/i.test(source)) return undefined;
  return REGISTRY.test(source) && !OTHER_HOSTS.test(source) ? "registry" : "remote";
}
