/** What verifies signatures, as one module that a test can also bundle the way the function is bundled. */
export { importJWK } from "jose";
export { verifySignature } from "../../src/token/verify.ts";
