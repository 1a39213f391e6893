import type { Secret } from "@towpath/core";
import type { ArtifactEffects } from "../artifact-store-for.ts";
import { parseChallenges } from "./challenge.ts";
import type { RegistryCredentials } from "./docker-credentials.ts";
import { AGENT, ANSWER_MS, ATTEMPTS, askedPause, bodyText, isTrouble, safeUrl, wholeText } from "./registry-answer.ts";
import { denied, unexpected, unreachable, unsafePlace } from "./registry-errors.ts";
import type { RegistryReference } from "./registry-reference.ts";
import { basicAuthorization, registryToken } from "./registry-token.ts";

/** One request. The body can be sent again. */
export interface RegistryRequest {
  readonly method: "GET" | "HEAD" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Below the repository (`blobs/sha256:…`), or where the registry said to go on. */
  readonly at: string | URL;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly body?: Uint8Array | undefined;
  /** What it is for, for messages: `putting an artifact`. */
  readonly doing: string;
  /** Sent once only: who sends it finds out by itself what became of it. */
  readonly isOnce?: boolean | undefined;
}

/** Speaks to one repository of a registry. */
export interface RegistryClient {
  readonly reference: RegistryReference;
  /**
   * Sends a request, with credentials as the registry asks for them, and again where it did not come through.
   *
   * @returns the answer, with whatever status but those of a refusal (401, 403) and of a registry in trouble (429, 5xx)
   * @throws {DeliveryError} `delivery/artifact-store`, `delivery/artifact-store-denied`
   */
  send(request: RegistryRequest): Promise<Response>;
  /** A place that the registry named in a header. @throws {DeliveryError} `delivery/artifact-store` for none, or one that is not safe */
  location(response: Response, doing: string): URL;
  /**
   * The text of a short answer; undefined where it is longer than `most` bytes, 64 KiB when absent.
   *
   * @throws {DeliveryError} `delivery/artifact-store` where it does not come
   */
  text(response: Response, most?: number): Promise<string | undefined>;
  /** The error for an answer that is not what was to come; its body is read. */
  unexpected(response: Response, doing: string): Promise<Error>;
  /** Waits before the next attempt, as long as the answer asks for; the first is number 1. */
  pause(attempt: number, response?: Response): Promise<void>;
}

const FIRST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 10_000;
/** How long a pause may be that a registry asks for. */
const LONGEST_ASKED_MS = 120_000;
const MOST_REDIRECTS = 5;

/**
 * A client for the OCI distribution specification 1.1, https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md,
 * with the token flow of https://distribution.github.io/distribution/spec/auth/token/.
 *
 * @param credentialsOf asked once, when the registry wants to know
 */
export function registryClient(
  reference: RegistryReference,
  credentialsOf: () => Promise<RegistryCredentials | undefined>,
  effects: ArtifactEffects,
): RegistryClient {
  const { clock, signal } = effects;
  const origin = new URL(reference.origin);
  let credentials: Promise<RegistryCredentials | undefined> | undefined;
  let authorization: Secret | undefined;

  function urlOf(at: string | URL): URL {
    return typeof at === "string" ? new URL(`/v2/${reference.repository}/${at}`, origin) : at;
  }

  async function fetchOnce(request: RegistryRequest, url: URL): Promise<Response> {
    const isHome = url.origin === origin.origin;
    const headers = {
      ...request.headers,
      "user-agent": AGENT,
      ...(isHome && authorization ? { authorization: authorization.reveal() } : {}),
    };
    const abort = new AbortController();
    const late = setTimeout(() => abort.abort(new Error("it did not answer in time")), ANSWER_MS);
    try {
      return await effects.fetch(url, {
        method: request.method,
        headers,
        redirect: "manual",
        signal: AbortSignal.any([signal, abort.signal]),
        ...(request.body ? { body: Buffer.from(request.body) } : {}),
      });
    } catch (error) {
      signal.throwIfAborted();
      throw unreachable(reference, error);
    } finally {
      clearTimeout(late);
    }
  }

  /** Registries hand large things out of a storage elsewhere. */
  async function fetchThere(
    request: RegistryRequest,
  ): Promise<{ readonly response: Response; readonly isHome: boolean }> {
    let url = urlOf(request.at);
    for (let redirects = 0; ; redirects += 1) {
      const response = await fetchOnce(request, url);
      const isElsewhere = [301, 302, 303, 307, 308].includes(response.status);
      if (!isElsewhere || (request.method !== "GET" && request.method !== "HEAD"))
        return { response, isHome: url.origin === origin.origin };
      if (redirects === MOST_REDIRECTS) throw await client.unexpected(response, request.doing);
      url = client.location(response, request.doing);
      await response.body?.cancel();
    }
  }

  async function authorize(response: Response, request: RegistryRequest): Promise<boolean> {
    const challenges = parseChallenges(response.headers.get("www-authenticate") ?? "");
    credentials ??= credentialsOf();
    const known = await credentials;
    const bearer = challenges.find(({ scheme }) => scheme === "bearer");
    if (bearer) {
      authorization = await registryToken(
        { client, parameters: bearer.parameters, credentials: known, request },
        effects,
      );
      return true;
    }
    if (!challenges.some(({ scheme }) => scheme === "basic") || known?.kind !== "password") return false;
    authorization = basicAuthorization(known);
    return true;
  }

  const client: RegistryClient = {
    reference,

    async send(request) {
      let wasAuthorized = false;
      for (let attempt = 1; ; attempt += 1) {
        const isLast = attempt >= ATTEMPTS || request.isOnce === true;
        let answer: Awaited<ReturnType<typeof fetchThere>>;
        try {
          answer = await fetchThere(request);
        } catch (error) {
          signal.throwIfAborted();
          if (isLast || !isPassing(error)) throw error;
          await client.pause(attempt);
          continue;
        }
        const { response, isHome } = answer;
        if (response.status === 401 || response.status === 403) {
          const said = await bodyText(response);
          // Where it leads to could ask for the registry's credentials, and name itself as where to send them.
          if (!isHome) throw unexpected(reference, request.doing, response.status, said);
          if (response.status === 401 && !wasAuthorized && (await authorize(response, request))) {
            wasAuthorized = true;
            attempt -= 1;
            continue;
          }
          throw denied(reference, request.doing, (await credentials) !== undefined, said);
        }
        if (!isTrouble(response)) return response;
        // Too many requests: this one was not looked at, and can be sent again.
        const mayAgain = response.status === 429 ? attempt < ATTEMPTS : !isLast;
        if (!mayAgain) throw await client.unexpected(response, request.doing);
        await response.body?.cancel();
        await client.pause(attempt, response);
      }
    },

    location(response, doing) {
      const text = response.headers.get("location") ?? "";
      const base = response.url === "" ? reference.origin : response.url;
      if (text === "" || !URL.canParse(text, base)) throw unsafePlace(reference, doing);
      return safeUrl(new URL(text, base), reference, doing);
    },

    async text(response, most) {
      try {
        return await wholeText(response, most);
      } catch (error) {
        signal.throwIfAborted();
        throw unreachable(reference, error);
      }
    },

    async unexpected(response, doing) {
      return unexpected(reference, doing, response.status, await bodyText(response));
    },

    async pause(attempt, response) {
      const asked = askedPause(response, clock.now());
      const usual = Math.min(FIRST_PAUSE_MS * 2 ** (attempt - 1), LONGEST_PAUSE_MS);
      await clock.sleep(asked === undefined ? usual : Math.min(asked, LONGEST_ASKED_MS), signal);
    },
  };
  return client;
}

/** Only what could not be reached has a cause: an answer that is no good stays so. */
function isPassing(error: unknown): boolean {
  const cause = error instanceof Error ? error.cause : undefined;
  return cause !== undefined;
}
