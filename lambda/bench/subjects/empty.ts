/** A handler that does nothing: shows what Node and the runtime client cost by themselves. */
export const handler = async () => ({
  principalId: "nobody",
  policyDocument: { Version: "2012-10-17", Statement: [] },
});
