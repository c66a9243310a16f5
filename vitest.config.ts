import { defineConfig } from "vitest/config";

/** The projects whose tests run Terraform. */
const module = {
  // Filled before, Terraform's plugin cache bears several `init` at a time.
  globalSetup: ["tests/support/plugin-cache.ts"],
  // The same in a terminal and in CI: colours are on, and the tests strip them.
  env: { FORCE_COLOR: "1" },
  maxWorkers: 2,
  testTimeout: 120_000,
  hookTimeout: 300_000,
};

/** Tests that take too long to run each time. */
const LONG = [
  "tests/terraform/long/**/*.test.ts",
  "tests/custom-logic/**/*.test.ts",
  "tests/terraform/migrating.test.ts",
  "tests/terraform/preconditions.test.ts",
  "tests/terraform/rule-evaluation.property.test.ts",
  "tests/docs/custom-logic.test.ts",
  "tests/aws/endpoint.test.ts",
  "tests/aws/plan-check.test.ts",
];

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: "lambda",
          include: ["lambda/tests/**/*.test.ts"],
          setupFiles: ["lambda/tests/support/fast-check.ts"],
          // On two cores Vitest would use one.
          maxWorkers: 2,
          // Properties and real sockets share the cores: slow is no failure, stuck is one.
          testTimeout: 90_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          ...module,
          name: "module",
          include: ["tests/**/*.test.ts"],
          exclude: LONG,
        },
      },
      { test: { ...module, name: "module-long", include: LONG } },
    ],
  },
});
