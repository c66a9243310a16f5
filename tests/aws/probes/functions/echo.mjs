/** A backend that answers with what it received: the authorizer's context, and the header that a mapping sets. */
export const handler = async ({ requestContext, headers, path, rawPath }) => {
  const context = requestContext.authorizer?.lambda ?? requestContext.authorizer ?? null;
  const arn = context?.seen === undefined ? "" : JSON.parse(context.seen).arn;
  return {
    statusCode: 200,
    // An answer to HEAD has no body.
    headers: { "content-type": "application/json", "x-arn": encodeURIComponent(arn) },
    body: JSON.stringify({ context, path: rawPath ?? path, mapped: headers?.["x-mapped"] ?? null }),
  };
};
