import { createAuthorizer } from "../../src/package.ts";

/** Ours, with a secret at hand: the AWS SDK, from which the function has it, is no part of what is measured. */
const value = Buffer.from(process.env["BENCH_SECRET"] ?? "", "hex");

export const handler = createAuthorizer({
  dependencies: { readSecret: async () => ({ current: { value }, changedAt: 0, previous: undefined }) },
});
