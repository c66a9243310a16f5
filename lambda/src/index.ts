import { startAuthorizer } from "./start.js";

/**
 * The entry of the Lambda function, the only file with side effects. It takes one authorizer event and the context of its
 * invocation, and returns one policy; or takes the event of a self-check, and returns the state of the function.
 */
export const handler = startAuthorizer({
  document: process.env["AUTHORIZER_CONFIG"],
  // The name is a variable, so that no bundler follows it.
  requireModule: (name) => require(name),
});
