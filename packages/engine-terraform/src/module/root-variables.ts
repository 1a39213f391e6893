import { compareText, digestBytes, type JsonObject, type Place, Secret } from "@towpath/core";

/** A secret that the root module takes as a variable. */
interface RootVariable {
  readonly secret: Secret;
  readonly type: "string" | "number";
  readonly isEphemeral: boolean;
  readonly description: string;
  readonly place: Place | undefined;
}

/** The variables of a root module: each holds a secret, which no file holds. */
export class RootVariables {
  readonly #byName = new Map<string, RootVariable>();

  /** @returns the expression that gives its value */
  add(
    name: string,
    secret: Secret,
    facts: Partial<Pick<RootVariable, "type" | "isEphemeral" | "place">> & Pick<RootVariable, "description">,
  ): string {
    this.#byName.set(name, { type: "string", isEphemeral: false, place: undefined, ...facts, secret });
    return `var.${name}`;
  }

  /** Their `variable` blocks by name, sorted. */
  blocks(): JsonObject {
    return Object.fromEntries(
      this.#sorted().map(([name, { type, isEphemeral, description }]) => [
        name,
        { description, ...(isEphemeral ? { ephemeral: true } : {}), nullable: false, sensitive: true, type },
      ]),
    );
  }

  values(): Readonly<Record<string, Secret>> {
    return Object.fromEntries(this.#sorted().map(([name, { secret }]) => [name, secret]));
  }

  placeOf(name: string): Place | undefined {
    return this.#byName.get(name)?.place;
  }

  #sorted(): readonly (readonly [string, RootVariable])[] {
    return [...this.#byName].sort(([a], [b]) => compareText(a, b));
  }
}

/**
 * A number that changes with a secret and does not tell it: what a provider compares where it cannot read a write-only
 * argument. The first 31 bits of the SHA-256. It is handed over as a secret, so that no plan shows or compares it.
 */
export function versionOfSecret(secret: Secret): Secret {
  const digits = digestBytes(secret.reveal()).slice("sha256:".length, "sha256:".length + 8);
  return new Secret(String(Number.parseInt(digits, 16) >>> 1));
}
