import { startAuthorizer } from "./start.js";

/** The entry of the Lambda function, the only file with side effects. */
const authorizer = startAuthorizer({
  document: process.env["AUTHORIZER_CONFIG"],
  // The name is a variable, so that no bundler follows it.
  requireModule: (name) => require(name),
});

/** Takes one authorizer event and the context of its invocation, and returns one policy. */
export const handler = (event: unknown, context?: unknown) => authorizer.authorize(event, context);
