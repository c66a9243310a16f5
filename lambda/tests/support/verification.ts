/** Verifies signatures. A module of its own, so that a test can also bundle it the way the function is bundled. */
export { importJWK } from "jose";
export { verifySignature } from "../../src/token/verify.ts";
