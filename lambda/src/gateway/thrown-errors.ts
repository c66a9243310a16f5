/** API Gateway answers 401 for exactly this message; modules/rest-api/gateway-responses.tf sets its headers. */
export const UNAUTHORIZED_ERROR = errorWithoutTrace("Unauthorized");

/** API Gateway answers 500 for any other message. */
export const INTERNAL_ERROR = errorWithoutTrace("The authorizer could not decide; its log says why");

/**
 * Makes an error without a stack trace, once: invalid tokens must not cost a stack trace each. The trace remains a
 * string, because the Lambda runtime splits it, and reports another message if it cannot.
 */
function errorWithoutTrace(message: string): Error {
  const error = new Error(message);
  error.stack = `Error: ${message}`;
  return error;
}
