/** API Gateway answers 401 to exactly this message. */
export const UNAUTHORIZED = errorWithoutTrace("Unauthorized");

/** API Gateway answers 500 to any other. */
export const INTERNAL = errorWithoutTrace("The authorizer could not decide; its log says why");

/**
 * An error made once: an attacker's garbage should not cost us a stack trace each. The trace stays a string,
 * because the Lambda runtime splits it and reports another message when it can't.
 */
function errorWithoutTrace(message: string): Error {
  const error = new Error(message);
  error.stack = `Error: ${message}`;
  return error;
}
