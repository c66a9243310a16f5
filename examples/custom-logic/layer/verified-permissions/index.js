const {
  BatchIsAuthorizedCommand,
  VerifiedPermissionsClient,
} = require("@aws-sdk/client-verifiedpermissions");

/*
 * Asks Amazon Verified Permissions which actions the token's user may take, and opens the methods and paths of these
 * actions. The question depends on the claims only, so API Gateway may cache the answer.
 */

/** The actions of the policy store, at most 30, and what each opens: methods and paths as in `rules`. */
const ACTIONS = {
  ListOrders: { methods: ["GET"], paths: ["/orders", "/orders/*"] },
  CreateOrder: { methods: ["POST"], paths: ["/orders"] },
  CancelOrder: { methods: ["DELETE"], paths: ["/orders/*"] },
};
const RESOURCE = { entityType: "Orders::Application", entityId: "orders" };

const POLICY_STORE = process.env.POLICY_STORE_ID;
if (POLICY_STORE === undefined) {
  throw new Error("the environment variable POLICY_STORE_ID must be set");
}

/** One more attempt, because Lambda may have frozen the process until the service closed the connection. */
const client = new VerifiedPermissionsClient({
  maxAttempts: 2,
  requestHandler: { connectionTimeout: 500, requestTimeout: 500, throwOnRequestTimeout: true },
});

/** @type {import("terraform-aws-jwt-authorizer").Authorize} */
exports.authorize = async ({ claims, decision, signal }) => {
  if (decision.allowed.includes("*")) {
    throw new Error("without rules in the configuration, the token may already call everything");
  }
  const { iss, sub, roles = [] } = claims;
  if (typeof iss !== "string" || typeof sub !== "string" || sub === "" || !isListOfStrings(roles)) {
    // A role that is left out could be one that a policy forbids something to.
    return { deny: true };
  }
  // Subjects are unique within an issuer only. No trusted issuer has a | in its name.
  const principal = { entityType: "Orders::User", entityId: `${iss}|${sub}` };
  const parents = roles.map((role) => ({ entityType: "Orders::Role", entityId: role }));
  const { results = [] } = await client.send(
    new BatchIsAuthorizedCommand({
      policyStoreId: POLICY_STORE,
      entities: { entityList: [{ identifier: principal, parents }] },
      requests: Object.keys(ACTIONS).map((actionId) => ({
        principal,
        action: { actionType: "Orders::Action", actionId },
        resource: RESOURCE,
      })),
    }),
    { abortSignal: signal },
  );
  // Cedar skips a policy that fails, also one that forbids.
  if (results.some(({ errors }) => errors?.length !== 0)) {
    throw new Error("a policy could not be evaluated");
  }
  const allowed = Object.keys(ACTIONS).filter((actionId) =>
    results.some(
      ({ request, decision: answer }) => request?.action?.actionId === actionId && answer === "ALLOW",
    ),
  );
  return { rules: allowed.map((actionId) => ({ ...ACTIONS[actionId], any_token: true })) };
};

function isListOfStrings(value) {
  return Array.isArray(value) && value.every((item) => typeof item === "string");
}
