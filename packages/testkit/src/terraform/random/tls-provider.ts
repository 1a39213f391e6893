import { createHash, generateKeyPairSync } from "node:crypto";
import type { ValueObject } from "../protocol/value.ts";
import type { ProviderDefinition } from "../provider/definition.ts";
import type { Attribute } from "../schema/block.ts";
import { Refusal } from "../world/ordered-faults.ts";

const TEXT: Attribute = { type: "string", computed: true };
const SECRET: Attribute = { type: "string", computed: true, sensitive: true };
const number: Attribute = { type: "number", optional: true, computed: true };

/** `hashicorp/tls`, as far as machines need it: key pairs for SSH. */
export const tlsProvider: ProviderDefinition = {
  address: "registry.terraform.io/hashicorp/tls",
  config: { attributes: {} },
  things: {
    tls_private_key: {
      block: {
        attributes: {
          id: TEXT,
          algorithm: { type: "string", required: true },
          ecdsa_curve: { type: "string", optional: true, computed: true },
          rsa_bits: number,
          private_key_openssh: SECRET,
          private_key_pem: SECRET,
          private_key_pem_pkcs8: SECRET,
          public_key_fingerprint_md5: TEXT,
          public_key_fingerprint_sha256: TEXT,
          public_key_openssh: TEXT,
          public_key_pem: TEXT,
        },
      },
      isOnlyState: true,
      replaces: ["algorithm", "ecdsa_curve", "rsa_bits"],
      defaults: { ecdsa_curve: "P224", rsa_bits: 2048 },
      idOf: () => "key",
      computed: keyPair,
      validate: ({ algorithm }) => {
        if (algorithm !== "RSA" && algorithm !== "ED25519" && typeof algorithm === "string") {
          throw new Refusal(`The key algorithm ${algorithm} is not made here.`, "Expected RSA or ED25519.");
        }
      },
    },
  },
  dataSources: {},
  ephemerals: {},
};

function keyPair(given: ValueObject): ValueObject {
  const { privateKey, publicKey } =
    given["algorithm"] === "RSA"
      ? generateKeyPairSync("rsa", { modulusLength: Number(given["rsa_bits"]) })
      : generateKeyPairSync("ed25519");
  const { kty, n = "", e = "", x = "" } = publicKey.export({ format: "jwk" });
  const [name, parts] =
    kty === "RSA" ? ["ssh-rsa", [positive(e), positive(n)]] : ["ssh-ed25519", [Buffer.from(x, "base64url")]];
  const blob = Buffer.concat([Buffer.from(name), ...parts].map(withLength));
  const pem = String(privateKey.export({ type: "pkcs8", format: "pem" }));
  const digest = createHash("sha256").update(blob).digest("base64").replace(/=+$/, "");
  return {
    id: createHash("sha1").update(blob).digest("hex"),
    private_key_openssh: pem,
    private_key_pem: pem,
    private_key_pem_pkcs8: pem,
    public_key_fingerprint_md5: createHash("md5").update(blob).digest("hex").match(/../g)?.join(":") ?? "",
    public_key_fingerprint_sha256: `SHA256:${digest}`,
    public_key_openssh: `${name} ${blob.toString("base64")}\n`,
    public_key_pem: String(publicKey.export({ type: "spki", format: "pem" })),
  };
}

/** A number as SSH writes it: never with a first bit that makes it negative. RFC 4251, 5. */
function positive(text: string): Buffer {
  const bytes = Buffer.from(text, "base64url");
  return (bytes[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.from([0]), bytes]) : bytes;
}

function withLength(bytes: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
}
