import { isJsonObject, Secret } from "@towpath/core";
import type { ArtifactEffects } from "../artifact-store-for.ts";
import type { RegistryCredentials } from "./docker-credentials.ts";
import { AGENT, ANSWER_MS, ATTEMPTS, bodyText, isTrouble, safeUrl } from "./registry-answer.ts";
import type { RegistryClient, RegistryRequest } from "./registry-client.ts";
import { denied, unexpected, unreachable, unsafePlace } from "./registry-errors.ts";

/** What a registry wants a token for. */
interface TokenRequest {
  readonly client: RegistryClient;
  /** Of its challenge: `realm`, `service`, `scope`. */
  readonly parameters: ReadonlyMap<string, string>;
  readonly credentials: RegistryCredentials | undefined;
  readonly request: RegistryRequest;
}

/**
 * Gets the token that a registry wants to see from where it says, for what it says.
 * Protocol: https://distribution.github.io/distribution/spec/auth/token/ and, with an identity token, .../auth/oauth/
 *
 * @returns the value of the header `authorization`
 * @throws {DeliveryError} `delivery/artifact-store`, `delivery/artifact-store-denied`
 */
export async function registryToken(asked: TokenRequest, effects: ArtifactEffects): Promise<Secret> {
  const { client, parameters, credentials, request } = asked;
  const { reference } = client;
  const realm = parameters.get("realm") ?? "";
  if (!URL.canParse(realm)) throw unsafePlace(reference, request.doing);
  const url = safeUrl(new URL(realm), reference, request.doing);
  const init = initOf(url, asked);
  const ask = () =>
    effects.fetch(url, { ...init, signal: AbortSignal.any([effects.signal, AbortSignal.timeout(ANSWER_MS)]) });
  const response = await untilAnswered(ask, client, effects);
  const text = await bodyText(response);
  if ([400, 401, 403].includes(response.status))
    throw denied(reference, request.doing, credentials !== undefined, text);
  const token = response.ok ? tokenIn(text) : undefined;
  if (token !== undefined) return new Secret(`Bearer ${token}`);
  throw unexpected(
    reference,
    `the request for a token, for ${request.doing},`,
    response.status,
    response.ok ? "" : text,
  );
}

/** The header for a registry that wants the password itself. */
export function basicAuthorization({ user, password }: RegistryCredentials & { readonly kind: "password" }): Secret {
  return new Secret(`Basic ${Buffer.from(`${user}:${password.reveal()}`).toString("base64")}`);
}

/** Puts into the URL, or into the request, what is asked for. */
function initOf(url: URL, { parameters, credentials }: TokenRequest): RequestInit {
  const form = new URLSearchParams();
  for (const name of ["service", "scope"]) {
    const value = parameters.get(name);
    if (value !== undefined) form.append(name, value);
  }
  const init: RequestInit = { redirect: "error", headers: { "user-agent": AGENT } };
  if (credentials?.kind === "identity") {
    form.append("grant_type", "refresh_token");
    form.append("client_id", AGENT);
    form.append("refresh_token", credentials.token.reveal());
    return { ...init, method: "POST", body: form };
  }
  for (const [name, value] of form) url.searchParams.append(name, value);
  if (!credentials) return init;
  return { ...init, headers: { "user-agent": AGENT, authorization: basicAuthorization(credentials).reveal() } };
}

async function untilAnswered(
  ask: () => Promise<Response>,
  client: RegistryClient,
  { signal }: ArtifactEffects,
): Promise<Response> {
  for (let attempt = 1; ; attempt += 1) {
    let response: Response | undefined;
    try {
      response = await ask();
      if (!isTrouble(response) || attempt === ATTEMPTS) return response;
      await response.body?.cancel();
    } catch (error) {
      signal.throwIfAborted();
      if (attempt === ATTEMPTS) throw unreachable(client.reference, error);
    }
    await client.pause(attempt, response);
  }
}

function tokenIn(text: string): string | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (!isJsonObject(value)) return undefined;
    const token = value["token"] ?? value["access_token"];
    return typeof token === "string" && /^[\x21-\x7e]+$/.test(token) ? token : undefined;
  } catch {
    return undefined;
  }
}
