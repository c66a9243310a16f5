import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { repositoryRoot } from "../support/repository.ts";
import { createWorkspace, type Workspace } from "../support/workspace.ts";
import { functionInputs } from "./support/inputs.ts";
import { writeModuleInstances } from "./support/module-calls.ts";
import { planned } from "./support/planned.ts";

/** Inputs, and whether they change what decides about tokens. */
const CHANGES: Readonly<Record<string, readonly [isDeciding: boolean, inputs: Record<string, unknown>]>> = {
  memory_and_timeout: [false, { memory_size: 512, timeout: 3 }],
  lifetimes: [
    false,
    { jwks_cache_ttl_seconds: 300, jwks_max_stale_seconds: 0, jwks_fetch_timeout_seconds: 1 },
  ],
  revocation: [true, { revocation: {} }],
  log: [false, { log_allowed: {}, metrics_namespace: "Authorizers", tracing_mode: "Active" }],
  proxy: [false, { https_proxy_url: "http://proxy.example.com:3128" }],
  audience: [true, { audience: ["https://other.example.com"] }],
  token_sources: [true, { token_sources: { session: { cookie: "session" } } }],
  rules: [true, { rules: [{ paths: ["/a"], any_token: true }] }],
  environment: [true, { environment_variables: { NODE_OPTIONS: "--require /opt/other.js" } }],
  layer: [true, { layers: ["arn:aws:lambda:eu-central-1:123456789012:layer:a:1"] }],
  own_zip: [true, { filename: join(repositoryRoot, "examples/complete/backend.zip") }],
  zip_in_s3: [true, { package: { s3_bucket: "artifacts", s3_key: "authorizer.zip" } }],
};

let workspace: Workspace;
let marks: Readonly<Record<string, unknown>>;

beforeAll(async () => {
  workspace = await createWorkspace();
  const calls = Object.entries({ none: [false, {}] as const, ...CHANGES }).map(([name, [, inputs]]) => ({
    name,
    source: ".",
    inputs: { ...functionInputs, ...inputs },
  }));
  const { terraform, addressIn } = await writeModuleInstances(workspace, "canary", calls);
  const plan = await terraform.planJson();
  marks = Object.fromEntries(
    calls.map(({ name }) => [
      name,
      planned(plan, addressIn(name, "aws_lambda_function.this[0]"))["description"],
    ]),
  );
}, 120_000);

afterAll(() => workspace.remove());

test.each(Object.entries(CHANGES))(
  "a canary is refused after a change that decides about tokens, and only then: %s",
  (name, [isDeciding]) => {
    expect(marks["none"]).toMatch(/, decisions [0-9a-f]{16}$/);
    expect(marks[name] !== marks["none"]).toBe(isDeciding);
  },
);
