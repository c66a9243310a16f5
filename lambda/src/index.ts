import { startAuthorizer } from "./start.js";

/** The Lambda entry, the only file with side effects. */
const authorizer = startAuthorizer({
  document: process.env["AUTHORIZER_CONFIG"],
  // A variable, which no bundler follows.
  requireModule: (name) => require(name),
});

/** The handler of the function: one authorizer event in, one policy out. */
export const handler = (event: unknown) => authorizer.authorize(event);
