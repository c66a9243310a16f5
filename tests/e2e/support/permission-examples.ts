import type { Terraform, Variables } from "../../support/terraform.ts";
import { callApi } from "../lab/gateway-client.ts";
import type { IdentityProviderOptions } from "../lab/identity-provider.ts";
import type { Lab } from "../lab/lab.ts";
import { audiences } from "./complete-example.ts";
import type { Mark } from "./demo-mark.ts";

/** An example whose rules define who may call what. */
export interface PermissionExample {
  /** Relative to `examples/`. */
  readonly directory: string;
  readonly title: string;
  /** Ids of the identity provider's callers, in the order in which a table shows them. */
  readonly callers: readonly string[];
  /** Requests, each with the callers that the rules allow. */
  readonly permissions: readonly (readonly [request: string, allowed: readonly string[]])[];
}

/** The result of one request by one caller. */
export interface PermissionResult {
  readonly request: string;
  readonly caller: string;
  readonly expected: 200 | 403;
  /** The status by kind of API, `rest` or `http`. */
  readonly got: Readonly<Record<string, number>>;
  /** Whether all APIs answered as expected and only an allowed request reached the backend, as this caller's. */
  readonly mark: Extract<Mark, "as expected" | "wrong">;
}

/** The clients that call the examples; an option of `startLab`. */
export const callers: NonNullable<IdentityProviderOptions["callers"]> = {
  reader: { scope: "orders:read", claims: {} },
  writer: { scope: "orders:read orders:write", claims: {} },
  manager: { scope: "orders:read", claims: { realm_access: { roles: ["manager"] } } },
  suspended: {
    scope: "orders:read orders:write",
    claims: { realm_access: { roles: ["manager"] }, suspended: true },
  },
  acme: { scope: "orders:read", claims: { tenant_id: "acme" } },
  "42": { scope: "orders:read", claims: { tenant_id: 42 } },
  support: { scope: "orders:read", claims: { realm_access: { roles: ["support"] } } },
  "no tenant": { scope: "orders:read", claims: {} },
  "tenant *": { scope: "orders:read", claims: { tenant_id: "*" } },
};

/** The examples, and who may call what in them. */
export const permissionExamples: readonly PermissionExample[] = [
  {
    directory: "rules",
    title: "who may call what, on a REST API and an HTTP API alike",
    callers: ["reader", "writer", "manager", "suspended"],
    permissions: [
      ["GET /orders", ["reader", "writer", "manager"]],
      ["GET /orders/1", ["reader", "writer", "manager"]],
      ["POST /orders", ["writer"]],
      ["PUT /orders/1", ["writer"]],
      ["DELETE /orders/1", ["manager"]],
      ["GET /profile", ["reader", "writer", "manager"]],
      ["POST /profile", []],
      ["GET /orders/../profile", []],
      ["GET /admin", []],
    ],
  },
  {
    directory: "multi-tenant",
    title: "each tenant reaches its own paths, on an HTTP API",
    callers: ["acme", "42", "support", "no tenant", "tenant *"],
    permissions: [
      ["GET /tenants/acme", ["acme", "support"]],
      ["GET /tenants/acme/users", ["acme", "support"]],
      ["POST /tenants/acme/users", ["acme"]],
      ["GET /tenants/42/users", ["42", "support"]],
      ["DELETE /tenants/42/users/7", ["42"]],
      ["GET /tenants/acme2/users", ["support"]],
      ["GET /tenants/*/users", ["support"]],
      ["GET /tenants/acme/../42/users", []],
    ],
  },
];

/** An example that is applied on the emulator. */
export interface AppliedExample {
  readonly example: PermissionExample;
  readonly terraform: Terraform;
  readonly variables: Variables;
  /** Id and stage by kind of API. */
  readonly apis: Readonly<Record<string, { readonly id: string; readonly stage: string }>>;
}

/** Applies one of the examples, with the lab's identity provider as issuer. */
export async function applyPermissionExample(lab: Lab, example: PermissionExample): Promise<AppliedExample> {
  const terraform = lab.workspace.directory(`examples/${example.directory}`);
  const variables = {
    issuer: lab.identityProvider.issuer,
    audience: [audiences[0]],
    ca_certificates_pem: lab.certificateAuthority.certificatePem,
  };
  await terraform.init();
  await terraform.apply(variables);
  return {
    example,
    terraform,
    variables,
    apis: (await terraform.output())["apis"] as AppliedExample["apis"],
  };
}

/**
 * Makes every request as every caller. A caller uses one token, so the gateway answers all its requests except the
 * first from its cache.
 *
 * @param onProgress receives the number of finished requests and of all requests, after each request
 */
export async function callAsEverybody(
  lab: Lab,
  applied: AppliedExample,
  onProgress: (done: number, total: number) => void = () => undefined,
): Promise<readonly PermissionResult[]> {
  const { callers: names, permissions } = applied.example;
  const results: PermissionResult[] = [];
  for (const caller of names) {
    const token = await lab.identityProvider.fetchCallersToken(caller, audiences[0]);
    for (const [request, allowed] of permissions) {
      results.push(
        await callOnce(lab, applied, { caller, token, request, isAllowed: allowed.includes(caller) }),
      );
      onProgress(results.length, names.length * permissions.length);
    }
  }
  return results;
}

async function callOnce(
  { emulator }: Lab,
  { apis }: AppliedExample,
  {
    caller,
    token,
    request,
    isAllowed,
  }: { caller: string; token: string; request: string; isAllowed: boolean },
): Promise<PermissionResult> {
  const [method = "", path = ""] = request.split(" ");
  const expected = isAllowed ? 200 : 403;
  const got: Record<string, number> = {};
  let isAsExpected = true;
  for (const [kind, { id: apiId, stage }] of Object.entries(apis)) {
    const headers = { authorization: `Bearer ${token}` };
    const { status, body } = await callApi({ emulator, apiId, stage, method, path, headers });
    got[kind] = status;
    const isCallers = typeof body === "object" && body !== null && "sub" in body && body.sub === caller;
    isAsExpected &&= status === expected && isCallers === isAllowed;
  }
  return { request, caller, expected, got, mark: isAsExpected ? "as expected" : "wrong" };
}
