/**
 * The backend of the examples: answers with the identity that the authorizer passed on, for all three kinds of API. A
 * request that comes without one has got around the authorizer: a backend should refuse it, as this one does.
 */
export const handler = async ({ requestContext }) => {
  const context = requestContext.authorizer?.lambda ?? requestContext.authorizer;
  if (context?.iss === undefined) {
    return { statusCode: 500, body: JSON.stringify({ message: "no authorizer context" }) };
  }
  const { principalId, integrationLatency, ...identity } = context;
  return {
    statusCode: 200,
    headers: { "content-type": "application/json" },
    body: JSON.stringify(identity),
  };
};
