import type { JsonObject } from "../../lambda/src/json.ts";

/** The claims of a token, and what a recipe lets it do. */
export interface RecipeToken {
  readonly claims: JsonObject;
  readonly allow?: readonly string[];
  readonly deny?: readonly string[];
}

const STAFF = "https://login.example.com/";
const PARTNER = "https://partner.example.net";

/**
 * For each recipe in docs/rules.md, requests that it must allow and requests that it must deny. A recipe that reads
 * another variable than `maintenance = true` has an entry of its own, after a colon.
 */
export const RECIPE_REQUESTS: Readonly<Record<string, readonly RecipeToken[]>> = {
  "Read and write scopes": [
    {
      claims: { scope: "openid orders:read" },
      allow: ["GET /orders", "HEAD /orders", "GET /orders/1", "GET /orders/1/items"],
      deny: ["POST /orders", "DELETE /orders/1", "OPTIONS /orders", "GET /order", "GET /"],
    },
    {
      claims: { scp: ["orders:write"] },
      allow: ["POST /orders", "PUT /orders/1", "DELETE /orders/1"],
      deny: ["GET /orders"],
    },
    { claims: { scope: "orders:reader" }, deny: ["GET /orders"] },
    { claims: {}, deny: ["GET /orders"] },
  ],
  "A scope and a role": [
    {
      claims: { scope: "orders:write", roles: ["manager"] },
      allow: ["DELETE /orders/1"],
      deny: ["GET /orders/1"],
    },
    { claims: { scope: "orders:write", roles: ["clerk"] }, deny: ["DELETE /orders/1"] },
    { claims: { scope: "orders:read", roles: ["manager"] }, deny: ["DELETE /orders/1"] },
  ],
  "Roles in a nested claim": [
    {
      claims: { realm_access: { roles: ["clerk", "manager"] } },
      allow: ["DELETE /orders/1"],
      deny: ["DELETE /orders"],
    },
    { claims: { roles: ["manager"], "/realm_access/roles": ["manager"] }, deny: ["DELETE /orders/1"] },
  ],
  "Roles in a claim with a URL as its name": [
    {
      claims: { "https://example.com/roles": ["manager"] },
      allow: ["DELETE /orders/1"],
      deny: ["GET /orders/1"],
    },
    { claims: { roles: ["manager"] }, deny: ["DELETE /orders/1"] },
  ],
  "Roles in one string, or as the members of an object": [
    { claims: { authorities: "ROLE_CLERK, ROLE_ADMIN" }, allow: ["GET /orders"], deny: ["GET /admin/1"] },
    { claims: { authorities: "ROLE_CLERKS" }, deny: ["GET /orders"] },
    {
      claims: { "urn:zitadel:iam:org:project:roles": { admin: { "218": "example.com" } } },
      allow: ["GET /admin/1"],
      deny: ["GET /orders"],
    },
    { claims: { "urn:zitadel:iam:org:project:roles": { admin: false } }, deny: ["GET /admin/1"] },
  ],
  "Administrators may do everything": [
    {
      claims: { roles: ["admin"] },
      allow: ["GET /", "DELETE /orders/1", "OPTIONS /x/y", "$connect"],
      deny: ["GET /a/../b"],
    },
    { claims: { roles: ["administrator"] }, deny: ["GET /", "$connect"] },
  ],
  "Every valid token may call one path": [
    { claims: {}, allow: ["GET /profile"], deny: ["POST /profile", "GET /profile/1", "GET /profile/"] },
  ],
  "A tenant reaches only its own paths": [
    {
      claims: { tenant_id: "acme" },
      allow: ["GET /tenants/acme", "PUT /tenants/acme/users/1"],
      deny: [
        "GET /tenants",
        "GET /tenants/umbrella",
        "GET /tenants/acme2/users",
        "GET /tenants/acme/../umbrella/users",
      ],
    },
    { claims: { tenant_id: "*" }, deny: ["GET /tenants/acme", "GET /tenants/acme/users"] },
    { claims: { tenant_id: ["acme"] }, deny: ["GET /tenants/acme"] },
    { claims: {}, deny: ["GET /tenants/acme", "GET /tenants/"] },
  ],
  "A tenant's members read, its administrators also write": [
    {
      claims: { tenant_id: "acme" },
      allow: ["GET /tenants/acme/users"],
      deny: ["POST /tenants/acme/users", "GET /tenants/b/users"],
    },
    {
      claims: { tenant_id: "acme", roles: ["tenant-admin"] },
      allow: ["GET /tenants/acme/users", "POST /tenants/acme/users"],
      deny: ["POST /tenants/umbrella/users", "DELETE /tenants/acme/users"],
    },
  ],
  "A suspended account may do nothing": [
    { claims: { scope: "orders" }, allow: ["GET /orders", "POST /orders/1"], deny: ["GET /profile"] },
    { claims: { scope: "orders", suspended: true }, deny: ["GET /orders", "GET /orders/1", "$connect"] },
    { claims: { scope: "orders", suspended: "true" }, deny: ["GET /orders"] },
    { claims: { scope: "orders", suspended: false }, allow: ["GET /orders"] },
  ],
  "Machine tokens only on some paths, and never elsewhere": [
    {
      claims: { gty: "client-credentials" },
      allow: ["POST /batch/1"],
      deny: ["GET /orders", "GET /orders/1"],
    },
    { claims: { gty: "password" }, allow: ["GET /orders"], deny: ["POST /batch/1"] },
    { claims: {}, allow: ["GET /orders/1"], deny: ["POST /batch/1"] },
  ],
  "First-party and partner clients": [
    { claims: { azp: "web" }, allow: ["POST /orders", "GET /orders/1"], deny: ["GET /profile"] },
    {
      claims: { azp: "partner-acme", scope: "orders:read" },
      allow: ["GET /orders/1"],
      deny: ["GET /orders", "POST /orders/1"],
    },
    { claims: { azp: "partner-acme" }, deny: ["GET /orders/1"] },
    { claims: { azp: "partner-umbrella", scope: "orders:read" }, deny: ["GET /orders/1"] },
  ],
  "Several issuers with different rights": [
    { claims: { iss: STAFF, roles: ["admin"] }, allow: ["DELETE /orders/1"] },
    { claims: { iss: STAFF }, deny: ["GET /orders/1"] },
    {
      claims: { iss: PARTNER, roles: ["admin"] },
      allow: ["GET /orders/1"],
      deny: ["DELETE /orders/1", "GET /profile"],
    },
    { claims: { iss: `${PARTNER}/` }, deny: ["GET /orders/1"] },
  ],
  "A second factor for some paths": [
    {
      claims: { scope: "payments", amr: ["pwd"] },
      allow: ["GET /payments", "GET /payments/1"],
      deny: ["POST /payments"],
    },
    {
      claims: { scope: "payments", amr: ["pwd", "mfa"] },
      allow: ["POST /payments"],
      deny: ["DELETE /payments/1"],
    },
    { claims: { amr: ["mfa"] }, deny: ["POST /payments"] },
  ],
  "A public path next to protected ones": [
    { claims: {}, allow: ["GET /orders", "PUT /orders/1"], deny: ["GET /status"] },
  ],
  CORS: [
    {
      claims: { scope: "orders" },
      allow: ["GET /orders", "HEAD /orders", "POST /orders"],
      deny: ["OPTIONS /orders", "PUT /orders"],
    },
  ],
  "Who may open a WebSocket connection": [
    { claims: { scope: "chat" }, allow: ["$connect"], deny: ["GET /"] },
    { claims: { scope: "orders" }, deny: ["$connect"] },
  ],
  "Nobody may delete": [
    {
      claims: { scope: "orders" },
      allow: ["GET /orders", "PATCH /orders/1", "$connect"],
      deny: ["DELETE /orders/1", "DELETE /"],
    },
  ],
  "Only reading, during maintenance": [
    {
      claims: { scope: "orders" },
      allow: ["GET /orders", "HEAD /orders/1"],
      deny: ["POST /orders", "DELETE /orders/1"],
    },
  ],
  "Only reading, during maintenance: over": [
    {
      claims: { scope: "orders" },
      allow: ["GET /orders", "POST /orders", "DELETE /orders/1"],
      deny: ["GET /profile"],
    },
  ],
};
