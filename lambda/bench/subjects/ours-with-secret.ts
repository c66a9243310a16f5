import { createAuthorizer } from "../../src/package.ts";

/** This authorizer with a given secret: reading secrets with the AWS SDK is not measured. */
const value = Buffer.from(process.env["BENCH_SECRET"] ?? "", "hex");

export const handler = createAuthorizer({
  dependencies: { readSecret: async () => ({ current: { value }, changedAt: 0, previous: undefined }) },
});
