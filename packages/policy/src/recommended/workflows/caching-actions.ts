/**
 * How an action that keeps a cache is told to. `always`: it is there for nothing else. `on`: the input turns it on (a boolean,
 * or the name of what is cached); `off`: it is on unless the input says otherwise. `values`: what the input must be for the
 * cache to be off, where that is not `false`; for `on`, what leaves it off.
 */
export type Caching =
  | { readonly kind: "always" }
  | { readonly kind: "on" | "off"; readonly input: string; readonly off: readonly string[] };

const on = (input: string): Caching => ({ kind: "on", input, off: ["false", ""] });
const off = (input: string): Caching => ({ kind: "off", input, off: ["false"] });
/** The input says that there is to be none. */
const unless = (input: string): Caching => ({ kind: "off", input, off: ["true"] });
const ALWAYS: Caching = { kind: "always" };

/** Actions that restore what an earlier run left, by `owner/repo` in small letters. Source: each action's `action.yml`. */
export const CACHING_ACTIONS: ReadonlyMap<string, Caching> = new Map([
  ["actions-rust-lang/setup-rust-toolchain", off("cache")],
  ["actions/cache", unless("lookup-only")],
  ["actions/cache/restore", ALWAYS],
  ["actions/setup-dotnet", on("cache")],
  ["actions/setup-go", off("cache")],
  ["actions/setup-java", on("cache")],
  ["actions/setup-node", on("cache")],
  ["actions/setup-python", on("cache")],
  ["astral-sh/setup-uv", off("enable-cache")],
  ["awalsh128/cache-apt-pkgs-action", ALWAYS],
  ["bahmutov/npm-install", ALWAYS],
  ["baptiste0928/cargo-install", ALWAYS],
  ["buildjet/cache", unless("lookup-only")],
  ["burrunan/gradle-cache-action", ALWAYS],
  ["coursier/cache-action", ALWAYS],
  ["denoland/setup-deno", on("cache")],
  ["determinatesystems/magic-nix-cache-action", ALWAYS],
  ["docker/setup-buildx-action", off("cache-binary")],
  ["golangci/golangci-lint-action", unless("skip-cache")],
  ["graalvm/setup-graalvm", on("cache")],
  ["gradle/actions/setup-gradle", unless("cache-disabled")],
  ["gradle/gradle-build-action", unless("cache-disabled")],
  ["hendrikmuhs/ccache-action", ALWAYS],
  ["jdx/mise-action", off("cache")],
  ["julia-actions/cache", ALWAYS],
  ["mlugg/setup-zig", off("use-cache")],
  ["moonrepo/setup-rust", off("cache")],
  ["mozilla-actions/sccache-action", ALWAYS],
  ["nix-community/cache-nix-action", ALWAYS],
  ["oven-sh/setup-bun", unless("no-cache")],
  ["pnpm/action-setup", on("cache")],
  ["pre-commit/action", ALWAYS],
  ["prefix-dev/setup-pixi", off("cache")],
  ["pyo3/maturin-action", on("sccache")],
  ["ramsey/composer-install", unless("ignore-cache")],
  ["ruby/setup-ruby", on("bundler-cache")],
  ["runs-on/cache", unless("lookup-only")],
  ["sbt/setup-sbt", unless("disable-cache")],
  ["subosito/flutter-action", on("cache")],
  ["swatinem/rust-cache", unless("lookup-only")],
  ["taiki-e/cache-cargo-install-action", ALWAYS],
  ["useblacksmith/cache", unless("lookup-only")],
  ["useblacksmith/rust-cache", unless("lookup-only")],
]);

/**
 * Actions that hand something out to others, with the input that must be `true` for it where there is one. By `owner/repo`
 * in small letters.
 */
export const PUBLISHING_ACTIONS: ReadonlyMap<string, string | undefined> = new Map([
  ["actions/attest-build-provenance", undefined],
  ["actions/create-release", undefined],
  ["actions/deploy-pages", undefined],
  ["actions/upload-release-asset", undefined],
  ["appleboy/ssh-action", undefined],
  ["aws-actions/amazon-ecs-deploy-task-definition", undefined],
  ["aws-actions/aws-cloudformation-github-deploy", undefined],
  ["azure/aci-deploy", undefined],
  ["azure/container-apps-deploy-action", undefined],
  ["azure/functions-action", undefined],
  ["azure/k8s-deploy", undefined],
  ["azure/sql-action", undefined],
  ["azure/static-web-apps-deploy", undefined],
  ["azure/webapps-deploy", undefined],
  ["changesets/action", "publish"],
  ["cloudflare/wrangler-action", undefined],
  ["docker/bake-action", "push"],
  ["docker/build-push-action", "push"],
  ["elgohr/publish-docker-github-action", undefined],
  ["github-action-push/gh-pages", undefined],
  ["google-github-actions/deploy-appengine", undefined],
  ["google-github-actions/deploy-cloud-functions", undefined],
  ["google-github-actions/deploy-cloudrun", undefined],
  ["google-github-actions/deploy-gke", undefined],
  ["googleapis/release-please-action", undefined],
  ["goreleaser/goreleaser-action", undefined],
  ["jreleaser/release-action", undefined],
  ["js-devtools/npm-publish", undefined],
  ["ncipollo/release-action", undefined],
  ["peaceiris/actions-gh-pages", undefined],
  ["pypa/gh-action-pypi-publish", undefined],
  ["redhat-actions/push-to-registry", undefined],
  ["release-drafter/release-drafter", undefined],
  ["rubygems/release-gem", undefined],
  ["s0/git-publish-subdir-action", undefined],
  ["softprops/action-gh-release", undefined],
  ["svenstaro/upload-release-action", undefined],
  ["xresloader/upload-to-github-release", undefined],
]);
