/**
 * What rules can't say, because it isn't in the token: whether the tenant is a customer, and what it has paid for. Yours
 * would ask a table, and keep the answer for a while: this runs for every request that reaches the function.
 */
const PLANS = new Map([
  ["acme", "gold"],
  ["42", "silver"],
]);

/** @type {import("terraform-aws-jwt-authorizer").Authorize} */
exports.authorize = async ({ claims }) => {
  const tenant = typeof claims.tenant_id === "number" ? String(claims.tenant_id) : claims.tenant_id;
  if (tenant !== undefined && (typeof tenant !== "string" || !/^[a-z0-9]+$/.test(tenant))) {
    // Whatever is thrown is a 500 for the caller: nobody gets in because something is broken.
    throw new RangeError("this is no id of a tenant");
  }
  const plan = PLANS.get(tenant);
  if (plan === undefined) {
    return { deny: true };
  }
  const reports = { methods: ["GET"], paths: ["/reports/*"], any_token: true };
  return { context: { plan }, rules: plan === "gold" ? [reports] : [] };
};
