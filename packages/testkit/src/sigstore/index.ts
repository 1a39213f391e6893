// A Sigstore on this machine
export { GITHUB_ISSUER, runToken, type TokenIssuer } from "./identity-token.ts";
export { type LoopbackSigstore, loopbackSigstore, type SigstoreOptions } from "./loopback-sigstore.ts";
