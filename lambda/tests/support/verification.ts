/** The code that verifies signatures, in one module that a test can bundle like the function. */
export { importJWK } from "jose";
export { verifySignature } from "../../src/token/verify.ts";
