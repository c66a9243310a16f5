import { createAuthorizer } from "terraform-aws-jwt-authorizer";

/**
 * Your own authorizer, which decides by the request as well: the tenant that a client says it acts for must be
 * the token's. API Gateway must not keep such an answer (`result_cache_ttl_seconds = 0`).
 */
export const handler = createAuthorizer({
  authorize: ({ claims, request }) => {
    const tenant = claims["tenant_id"];
    const wanted = request?.header("X-Tenant-Id") ?? [];
    // A token without a tenant must not become one that is called undefined.
    const isTenant = typeof tenant === "string" || Number.isSafeInteger(tenant);
    return { deny: !isTenant || wanted.length !== 1 || wanted[0] !== String(tenant) };
  },
});
